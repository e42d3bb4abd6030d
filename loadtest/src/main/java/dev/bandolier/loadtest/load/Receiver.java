package dev.bandolier.loadtest.load;

import io.grpc.Status;

/** Hears how requests end, each once. Called by the connections' threads, which must not be blocked. */
interface Receiver {

  /** Answered, with these bytes. */
  void answered(Lane lane, long id, long intended, byte[] answer);

  /** Not answered. */
  void failed(Lane lane, long id, long intended, Status status);
}

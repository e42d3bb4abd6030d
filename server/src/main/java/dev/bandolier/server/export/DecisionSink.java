package dev.bandolier.server.export;

import java.io.Closeable;
import java.io.IOException;

/** Takes decisions, one after the other, and keeps none of them in memory for long. One thread. */
public interface DecisionSink extends Closeable {

  /** Writes one down. */
  void write(ExportedDecision decision) throws IOException;

  /** How many of those it was given have no place in what it writes. */
  default long leftOut() {
    return 0;
  }
}

package dev.bandolier.client;

import java.util.concurrent.CompletableFuture;

/**
 * One item on its way to the server.
 *
 * @param item the wire's item
 * @param done completed once, with its acknowledgement or with a failure
 * @param under what counts it as under way
 * @param giveUpAt until when it is tried, in {@link System#nanoTime} terms
 * @param waitedFor whether a thread is blocked on it, so that it may be completed on any thread
 */
record Parcel<I>(
    I item,
    CompletableFuture<Acknowledgement> done,
    Outstanding under,
    long giveUpAt,
    boolean waitedFor) {
  boolean overdue(long now) {
    return now - giveUpAt >= 0;
  }

  void deliver(Acknowledgement acknowledgement) {
    done.complete(acknowledgement);
    under.end();
  }

  void fail(Problem problem) {
    done.completeExceptionally(new BandolierException(problem));
    under.end();
  }
}

package dev.bandolier.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is under way and tells when, once sealed, all of it has ended. Any thread. */
final class Outstanding {
  /** One more than what is under way, until sealed. */
  private final AtomicLong open = new AtomicLong(1);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  void begin() {
    open.incrementAndGet();
  }

  void end() {
    if (open.decrementAndGet() == 0) {
      ended.complete(null);
    }
  }

  /** To be called once; what begins afterwards is not waited for. */
  CompletableFuture<Void> seal() {
    end();
    return ended;
  }
}

package dev.bandolier.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition by looking at it, up to a deadline. Any thread. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 10_000_000;

  private Await() {}

  /** Waits up to half a minute; fails where the condition does not come to hold. */
  static void until(String what, BooleanSupplier condition) {
    until(what, PATIENCE, condition);
  }

  /** Waits up to a while; fails where the condition does not come to hold. */
  static void until(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not " + what + " within " + patience);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}

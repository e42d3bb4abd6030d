package dev.bandolier.loadtest.replay;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows a progress at regular times. Used by one thread. */
final class Ticker {
  private final Progress progress;
  private final long every;
  private final LongSupplier nanos;
  private final long started;
  private long next;

  /**
   * From now on.
   *
   * @param every between two lines
   * @param nanos the clock, as {@link System#nanoTime}
   */
  Ticker(Progress progress, Duration every, LongSupplier nanos) {
    this.progress = progress;
    this.every = every.toNanos();
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.next = started + this.every;
  }

  Progress progress() {
    return progress;
  }

  /** How long until the next line; at least 1. */
  long millisToNext() {
    return Math.max(1, (next - nanos.getAsLong()) / 1_000_000);
  }

  /** Prints a line where it is time for one. */
  void tick() {
    long now = nanos.getAsLong();
    if (now - next >= 0) {
      progress.show((now - started) / 1e9);
      next = now + every;
    }
  }

  void finish() {
    progress.finish();
  }
}

package dev.bandolier.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before trying again: the first wait, doubled with each attempt up to the greatest, times a random
 * number in [1/2, 1), so that clients that failed together do not come back together. One draw each.
 */
record Backoff(Duration first, Duration greatest) {
  Backoff {
    Checks.positive(first, "first backoff");
    if (greatest.compareTo(first) < 0) {
      throw new IllegalArgumentException("the greatest backoff is below the first");
    }
  }

  /**
   * The wait in nanoseconds.
   *
   * @param attempt how many attempts have failed, from 1
   * @param atLeast what the server asked for
   */
  long nanos(int attempt, @Nullable Duration atLeast, RandomGenerator random) {
    double doubled = first.toNanos() * StrictMath.pow(2, attempt - 1);
    double wait = Math.min(doubled, (double) greatest.toNanos()) * (0.5 + random.nextDouble() / 2);
    return Math.max((long) wait, atLeast == null ? 0 : atLeast.toNanos());
  }
}

package dev.bandolier.client;

import java.time.Duration;

/**
 * How outcomes and their like are gathered and sent.
 *
 * @param capacity how many may be unacknowledged at a time; the client's own censorings have as much room again
 * @param batch the most in one call
 * @param calls the most calls at a time, for each kind and way of acknowledging
 * @param linger how long one waits for others to come along
 * @param deadline of one call
 * @param giveUpAfter how long an item is tried for
 * @param backoff between tries
 */
record FeedbackSettings(
    int capacity,
    int batch,
    int calls,
    Duration linger,
    Duration deadline,
    Duration giveUpAfter,
    Backoff backoff) {
  FeedbackSettings {
    Checks.within(capacity, 1, 10_000_000, "buffer capacity");
    Checks.within(batch, 1, 1_000, "batch size");
    Checks.within(calls, 1, 1_000, "feedback calls");
    Checks.notNegative(linger, "linger");
    Checks.positive(deadline, "feedback deadline");
    Checks.positive(giveUpAfter, "give-up time");
  }

  static FeedbackSettings defaults() {
    return new FeedbackSettings(
        100_000,
        500,
        16,
        Duration.ofMillis(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5)));
  }
}

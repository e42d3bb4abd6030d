package dev.bandolier.server.reward;

import dev.bandolier.server.journal.Durability;

/**
 * How feedback is taken.
 *
 * @param durability what an acknowledged fact survives, unless its campaign says otherwise
 * @param maxWaiting how many facts may wait for their fate at once, at least 1
 */
public record FeedbackConfig(Durability durability, int maxWaiting) {

  /** Synced to disk before it is acknowledged; 262,144 facts on their way. */
  public static final FeedbackConfig DEFAULTS = new FeedbackConfig(Durability.POWER, 1 << 18);

  /** Checks the range. */
  public FeedbackConfig {
    if (maxWaiting < 1) {
      throw new IllegalArgumentException("maxWaiting: at least 1, not " + maxWaiting);
    }
  }
}

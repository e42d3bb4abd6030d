package dev.bandolier.server.evaluate;

/**
 * How a policy is to be valued.
 *
 * @param valueOf which of its values, where it learns
 * @param earlier the share of the rows that a frozen policy learns from before it is valued on the rest, in (0, 1)
 * @param clip weights above it count as it; ∞: none are clipped
 * @param seed of the coins of {@link ValueOf#OWN_RUN}
 */
public record Question(ValueOf valueOf, double earlier, double clip, long seed) {

  /** Frozen after the first half, nothing clipped. */
  public static final Question DEFAULT =
      new Question(ValueOf.FROZEN, 0.5, Double.POSITIVE_INFINITY, 1);

  /** Checks the ranges. */
  public Question {
    if (!(earlier > 0.0 && earlier < 1.0)) {
      throw new IllegalArgumentException("the share of earlier rows: above 0 and below 1");
    }
    if (!(clip > 0.0)) {
      throw new IllegalArgumentException("clip: above 0");
    }
  }
}

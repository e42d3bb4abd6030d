package dev.bandolier.server.evaluate;

/**
 * How a policy is to be valued.
 *
 * @param valueOf which of its values, where it learns
 * @param earlier what a frozen policy learns from before it is valued on the rest: a share of the rows, in (0, 1), or from 1 on their
 *     whole number, which is the same policy at every look at a log that grows
 * @param clip weights above it count as it; ∞: none are clipped
 * @param seed of the coins of {@link ValueOf#OWN_RUN}
 */
public record Question(ValueOf valueOf, double earlier, double clip, long seed) {

  /** Frozen after the first half, nothing clipped. */
  public static final Question DEFAULT =
      new Question(ValueOf.FROZEN, 0.5, Double.POSITIVE_INFINITY, 1);

  /** Checks the ranges. */
  public Question {
    if (!isEarlier(earlier)) {
      throw new IllegalArgumentException(
          "earlier: a share above 0 and below 1, or a whole number of rows");
    }
    if (!(clip > 0.0)) {
      throw new IllegalArgumentException("clip: above 0");
    }
  }

  /** Whether a number is a share of rows, or one of rows. */
  static boolean isEarlier(double earlier) {
    return earlier > 0.0 && (earlier < 1.0 || earlier == Math.rint(earlier));
  }

  /** How many of so many rows are the earlier ones. */
  long earlierOf(long rows) {
    return earlier < 1.0
        ? (long) Math.floor(earlier * rows)
        : (long) Math.min(earlier, (double) rows);
  }
}

package dev.bandolier.server.evaluate;

/**
 * The confidence sequence of a difference Δ ∈ [−1, 1] between what another policy would have earned on the decisions of the one that served and what
 * that one earned, from {@link Advantage}s. Both ends hold at every number of decisions at once, while both policies learn and whoever looks (the
 * sequences of {@link LowerSequence}).
 *
 * <p>Below: with predictions g scaled by a factor t ≤ 1 that is known before the arm is drawn, so that (w − 1)·t·g ≤ k for every arm, an advantage is at least
 * −1 − max(1, k); half of it, plus ½, has its mean in [0, 1] and is at least −max(1, k)/2. Above: the same of 1 − r and 1 − g, whose difference is −Δ. k
 * is what (w − 1)·g has been at most before, yet at most {@value HalfStakes#CAP} times the mean of Σq²/p there.
 *
 * <p>As in {@link ValueSequence}, each side stakes half on t = 0, which needs no k and is better where rewards are rare. One thread.
 */
final class PairedSequence {

  private final HalfStakes below = new HalfStakes();
  private final HalfStakes above = new HalfStakes();
  private double count;
  private double mean;

  /**
   * Takes a decision in.
   *
   * @param constant predicts rewards for the estimate where the decision has no predictions; known before it
   */
  void add(Advantage row, double constant) {
    count++;
    mean += (row.estimate(constant) - mean) / count;
    add(below, row, row.reward, row.expected, row.own, row.reach);
    add(above, row, 1.0 - row.reward, -row.expected, 1.0 - row.own, row.mirroredReach);
  }

  long count() {
    return (long) count;
  }

  /** The mean of the estimates; 0 before the first. */
  double mean() {
    return mean;
  }

  /** Each end fails with probability at most α, over all looks together. */
  Interval interval(double alpha) {
    return new Interval(low(below, alpha), -low(above, alpha));
  }

  /** Whether the lower end is above a margin; much cheaper than making it. */
  boolean exceeds(double margin, double alpha) {
    return margin < 1.0 && below.logWealth(unit(margin)) >= -StrictMath.log(alpha);
  }

  private static void add(
      HalfStakes side, Advantage row, double reward, double expected, double own, double reach) {
    double over = row.weight - 1.0;
    side.plain.add(unit(over * reward), 0.0);
    if (!row.predicted) {
      side.controlled.add(unit(over * reward), 0.0);
      return;
    }
    double limit = side.limit();
    double share = reach > limit ? limit / reach : 1.0;
    double floor = 0.5 * Math.max(1.0, limit);
    double value = unit(share * expected + over * (reward - share * own));
    side.controlled.add(Math.max(-floor, value), floor);
    side.heed(reach, row.square);
  }

  private static double unit(double difference) {
    return 0.5 * (difference + 1.0);
  }

  private static double low(HalfStakes side, double alpha) {
    return 2.0 * side.low(alpha) - 1.0;
  }
}

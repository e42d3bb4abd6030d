package dev.bandolier.server.evaluate;

/**
 * SWITCH-DR (Wang, Agarwal and Dudík, "Optimal and adaptive off-policy evaluation in contextual bandits", 2017, equation 5): doubly
 * robust where the weight is at most τ, the reward model alone where it is larger. All τ = 2⁰ to 2¹⁵ and ∞ are kept side by
 * side; that counts whose variance/n + bias² is least (their section 4.2), the bias being at most the rewards' range times the
 * part of the policy's choices whose weight is above τ. Biased, hence without a confidence sequence; its interval
 * tells of the variance alone. One thread.
 */
final class SwitchEstimator {

  private static final int GRID = 17;

  private final Moments[] values = new Moments[GRID];
  private final Weights[] weights = new Weights[GRID];
  private final double[] beyond = new double[GRID];
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  SwitchEstimator() {
    for (int i = 0; i < GRID; i++) {
      values[i] = new Moments();
      weights[i] = new Weights();
    }
  }

  void add(WeighedRow row) {
    double weight = row.product();
    double reward = row.meanReward();
    double expected = row.meanExpected();
    double correction = weight * (reward - row.meanPredicted());
    for (int i = 0; i < GRID; i++) {
      boolean used = weight <= limit(i);
      values[i].add(used ? expected + correction : expected);
      weights[i].add(used ? weight : 0.0);
      beyond[i] += shareAbove(row, weight, limit(i));
    }
    least = Math.min(least, reward);
    greatest = Math.max(greatest, reward);
  }

  private static double limit(int i) {
    return i == GRID - 1 ? Double.POSITIVE_INFINITY : 1L << i;
  }

  /** The probability that the policy chooses with a weight above a limit; of several parts an unbiased guess. */
  private static double shareAbove(WeighedRow row, double weight, double limit) {
    if (row.arms == 0) {
      return weight > limit ? weight : 0.0;
    }
    double share = 0.0;
    for (int i = 0; i < row.arms; i++) {
      share += row.armWeight[i] > limit ? row.target[i] : 0.0;
    }
    return share;
  }

  /**
   * The estimate at the best τ.
   *
   * @param range the rewards' range; 0: as far as it was seen
   */
  Estimate estimate(double range) {
    double reach = range > 0.0 ? range : Math.max(0.0, greatest - least);
    int best = GRID - 1;
    for (int i = GRID - 2; i >= 0; i--) {
      best = risk(i, reach) <= risk(best, reach) ? i : best;
    }
    double clip = Double.isFinite(limit(best)) ? limit(best) : Double.NaN;
    Weights used = weights[best];
    return new Estimate(
        values[best].mean(),
        values[best].interval(),
        Interval.UNKNOWN,
        used.effective(),
        used.largest(),
        clip);
  }

  private double risk(int i, double reach) {
    double bias = reach * beyond[i] / values[i].count();
    return values[i].variance() / values[i].count() + bias * bias;
  }
}

package dev.bandolier.server.evaluate;

/**
 * The confidence sequence of an off-policy value ν = E[w·r], r scaled to [0, 1] by the declared bounds (Waudby-Smith, Wu, Ramdas,
 * Karampatziakis and Mineiro, "Anytime-valid off-policy inference for contextual bandits", 2022, section 2; the weights only
 * need to be finite, as in Karampatziakis, Mineiro and Ramdas, "Off-policy confidence sequences", 2021).
 *
 * <p>Below: observations y = w(r − g(a)) + Σₐ q(a)·g(a), whose mean is ν whatever the control g, which is chosen before the arm is
 * drawn. With g(a) = min(r̂(a), k/w(a)) they are at least −k. Above: the same for 1 − r and 1 − r̂, whose mean is 1 − ν. So
 * neither needs a bound on the weights. k is what w·r̂ has been at most in the rows before, yet at most {@value HalfStakes#CAP}
 * times the mean of Σₐ q²/p there: a larger k is only paid for in the term 1/n.
 *
 * <p>Each side stakes half on g = 0 (nothing but weighted rewards, k = 0) and half on the control; the average of two such wealths is one
 * again. A row whose other arms' probabilities are not known has g = 0 in both. One thread.
 */
final class ValueSequence {

  private final HalfStakes below = new HalfStakes();
  private final HalfStakes above = new HalfStakes();

  /** Takes a row in whose control is r̂ scaled to [0, 1], or a constant. */
  void add(WeighedRow row, RewardRange range, Control control) {
    double reward = range.unit(row.meanReward());
    double weight = row.product();
    below.plain.add(weight * reward, 0.0);
    above.plain.add(weight * (1.0 - reward), 0.0);
    if (row.arms > 0) {
      double square = meanSquare(row);
      add(below, row, reward, arm -> control.of(arm), square);
      add(above, row, 1.0 - reward, arm -> 1.0 - control.of(arm), square);
    } else {
      below.controlled.add(weight * reward, 0.0);
      above.controlled.add(weight * (1.0 - reward), 0.0);
    }
  }

  /** What an arm is predicted to yield, in [0, 1]. */
  @FunctionalInterface
  interface Control {
    double of(int arm);
  }

  /** Σₐ q(a)²/p(a), the mean square of the weight. */
  private static double meanSquare(WeighedRow row) {
    double sum = 0.0;
    for (int i = 0; i < row.arms; i++) {
      sum += row.target[i] * row.armWeight[i];
    }
    return sum;
  }

  /** At 95 %, in [0, 1]. */
  Interval interval() {
    return new Interval(below.low(0.025), 1.0 - above.low(0.025));
  }

  /** Whether the interval leaves a value in [0, 1] out. */
  boolean excludes(double value) {
    double limit = -StrictMath.log(0.025);
    return below.logWealth(value) >= limit || above.logWealth(1.0 - value) >= limit;
  }

  private static void add(
      HalfStakes side, WeighedRow row, double reward, Control control, double square) {
    double floor = side.limit();
    double expected = 0.0;
    double reach = 0.0;
    for (int i = 0; i < row.arms; i++) {
      expected += row.target[i] * cut(control.of(i), row.armWeight[i], floor);
      reach = Math.max(reach, row.armWeight[i] * control.of(i));
    }
    double weight = row.armWeight[row.chosen];
    double own = cut(control.of(row.chosen), weight, floor);
    side.controlled.add(Math.max(-floor, weight * (reward - own) + expected), floor);
    side.heed(reach, square);
  }

  private static double cut(double control, double weight, double floor) {
    return weight * control > floor ? floor / weight : control;
  }
}

package dev.bandolier.server.evaluate;

/**
 * The confidence sequence of an off-policy value ν = E[w·r], r scaled to [0, 1] by the declared bounds (Waudby-Smith, Wu, Ramdas,
 * Karampatziakis and Mineiro, "Anytime-valid off-policy inference for contextual bandits", 2022, section 2; the weights only
 * need to be finite, as in Karampatziakis, Mineiro and Ramdas, "Off-policy confidence sequences", 2021).
 *
 * <p>Below: observations y = w(r − g(a)) + Σₐ q(a)·g(a), whose mean is ν whatever the control g, which is chosen before the arm is
 * drawn. With g(a) = min(r̂(a), k/w(a)) they are at least −k. Above: the same for 1 − r and 1 − r̂, whose mean is 1 − ν. So
 * neither needs a bound on the weights. k is what w·r̂ has been at most in the rows before, yet at most {@value #CAP}
 * times the mean of Σₐ q²/p there: a larger k is only paid for in the term 1/n.
 *
 * <p>Each side stakes half on g = 0 (nothing but weighted rewards, k = 0) and half on the control; the average of two such wealths is one
 * again. A row whose other arms' probabilities are not known has g = 0 in both. One thread.
 */
final class ValueSequence {

  /** How far above the weights' mean square the lower end of an observation may lie. */
  static final double CAP = 20.0;

  private final Side below = new Side();
  private final Side above = new Side();

  /** Takes a row in whose control is r̂ scaled to [0, 1], or a constant. */
  void add(WeighedRow row, RewardRange range, Control control) {
    double reward = range.unit(row.meanReward());
    double weight = row.product();
    below.plain.add(weight * reward, 0.0);
    above.plain.add(weight * (1.0 - reward), 0.0);
    if (row.arms > 0) {
      double square = meanSquare(row);
      below.add(row, reward, arm -> control.of(arm), square);
      above.add(row, 1.0 - reward, arm -> 1.0 - control.of(arm), square);
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

  /** One of the two ends. */
  private static final class Side {

    private final LowerSequence plain = new LowerSequence();
    private final LowerSequence controlled = new LowerSequence();
    private double largest;
    private double squares;
    private double rows;

    void add(WeighedRow row, double reward, Control control, double square) {
      double floor = Math.min(largest, CAP * Math.max(1.0, rows > 0 ? squares / rows : 1.0));
      double expected = 0.0;
      for (int i = 0; i < row.arms; i++) {
        expected += row.target[i] * cut(control.of(i), row.armWeight[i], floor);
      }
      double weight = row.armWeight[row.chosen];
      double own = cut(control.of(row.chosen), weight, floor);
      controlled.add(Math.max(-floor, weight * (reward - own) + expected), floor);
      heed(row, control, square);
    }

    private void heed(WeighedRow row, Control control, double square) {
      squares += square;
      rows++;
      for (int i = 0; i < row.arms; i++) {
        largest = Math.max(largest, row.armWeight[i] * control.of(i));
      }
    }

    private static double cut(double control, double weight, double floor) {
      return weight * control > floor ? floor / weight : control;
    }

    double logWealth(double nu) {
      return LowerSequence.halfEach(plain.logWealth(nu), controlled.logWealth(nu));
    }

    double low(double alpha) {
      return LowerSequence.search(this::logWealth, alpha);
    }
  }
}

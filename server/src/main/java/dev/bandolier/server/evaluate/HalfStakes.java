package dev.bandolier.server.evaluate;

/**
 * One end of a sequence over weighted rewards, which stakes half on plain observations and half on controlled ones, whose least value k is
 * known before each: the average of two such wealths is one again. k is the largest that was reached before, yet at most {@value
 * #CAP} times the mean of Σq²/p there: a larger one is only paid for in the term 1/n. One thread.
 */
final class HalfStakes {

  /** How far above the weights' mean square the lower end of an observation may lie. */
  static final double CAP = 20.0;

  /** Nothing but weighted rewards: k = 0. */
  final LowerSequence plain = new LowerSequence();

  /** Those that predictions make less variable. */
  final LowerSequence controlled = new LowerSequence();

  private double largest;
  private double squares;
  private double rows;

  /** k of the next controlled observation. */
  double limit() {
    return Math.min(largest, CAP * Math.max(1.0, rows > 0 ? squares / rows : 1.0));
  }

  /**
   * Takes note of an observation that was made.
   *
   * @param reach what k it would have needed
   * @param square Σq²/p
   */
  void heed(double reach, double square) {
    largest = Math.max(largest, reach);
    squares += square;
    rows++;
  }

  /** ln of the wealth against a mean as small as ν. */
  double logWealth(double nu) {
    return LowerSequence.halfEach(plain.logWealth(nu), controlled.logWealth(nu));
  }

  /** The bound that fails with probability at most α, over all looks together; in [0, 1]. */
  double low(double alpha) {
    return LowerSequence.search(this::logWealth, alpha);
  }
}

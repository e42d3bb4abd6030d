package dev.bandolier.server.evaluate;

/**
 * One closed decision of a policy p that another, q, would have made otherwise, as {@link PairedSequence} sees it, rewards scaled to [0, 1].
 * With w(a) = q(a)/p(a), the reward r of the chosen arm c and predictions g(a) made without it,
 *
 * <pre>
 *   Σₐ (q(a) − p(a))·g(a) + (w(c) − 1)·(r − g(c))
 * </pre>
 *
 * is an unbiased estimate of what q would have earned more: the difference of two doubly robust scores, in which everything that is the
 * same for both cancels. Working memory of one thread.
 */
final class Advantage {

  /** w(c): the weight of what was chosen, over all positions. */
  double weight;

  /** r. */
  double reward;

  /** Whether there are predictions; else the four below mean nothing. */
  boolean predicted;

  /** Σₐ (q(a) − p(a))·g(a). */
  double expected;

  /** g(c). */
  double own;

  /** The largest (w(a) − 1)·g(a), at least 0. */
  double reach;

  /** The largest (w(a) − 1)·(1 − g(a)), at least 0. */
  double mirroredReach;

  /** Σₐ q(a)²/p(a): the mean square of the weight. */
  double square;

  /** Without predictions. */
  void plain(double newWeight, double newReward) {
    weight = newWeight;
    reward = newReward;
    predicted = false;
  }

  /**
   * Another distribution over the same arms.
   *
   * @param p above 0
   * @param q from {@code at} on
   * @param g predictions in [0, 1]
   * @param chosen c
   */
  void of(double[] p, float[] q, int at, double[] g, int chosen, double newReward) {
    plain(q[at + chosen] / p[chosen], newReward);
    begin(g[chosen]);
    for (int i = 0; i < p.length; i++) {
      add(p[i], q[at + i], g[i]);
    }
  }

  private void begin(double newOwn) {
    predicted = true;
    own = newOwn;
    expected = 0.0;
    reach = 0.0;
    mirroredReach = 0.0;
    square = 0.0;
  }

  private void add(double p, double q, double g) {
    double over = q / p - 1.0;
    expected += (q - p) * g;
    reach = Math.max(reach, over * g);
    mirroredReach = Math.max(mirroredReach, over * (1.0 - g));
    square += q * q / p;
  }

  /**
   * The same policy without one of its arms, its probability shared by the others as theirs are.
   *
   * @param value Σₐ p(a)·g(a)
   * @param out the arm that is left out, of a probability below 1
   */
  void without(double[] p, double[] g, double value, int out, int chosen, double newReward) {
    double rest = 1.0 - p[out];
    double over = p[out] / rest;
    plain(chosen == out ? 0.0 : 1.0 / rest, newReward);
    begin(g[chosen]);
    expected = (value - p[out] * g[out]) / rest - value;
    square = 1.0 / rest;
    reach = over;
    mirroredReach = over;
  }

  /** The estimate; predictions replaced by a constant where there are none. */
  double estimate(double constant) {
    return predicted
        ? expected + (weight - 1.0) * (reward - own)
        : (weight - 1.0) * (reward - constant);
  }
}

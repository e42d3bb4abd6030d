package dev.bandolier.server.policy;

/**
 * UCB1, without context (Auer, Cesa-Bianchi and Fischer, "Finite-time analysis of the multiarmed bandit
 * problem", Machine Learning 47, 2002, figure 1): the arm with the largest
 *
 * <pre>
 *   r̄(a) + c·√(2 ln n / n(a)),   rewards scaled from their declared bounds to [0, 1],
 * </pre>
 *
 * <p>n the pulls of the eligible arms together. Arms never pulled come first; exact ties share alike.
 * Deterministic but for the floor. Costs one logarithm and two passes; consumes no randomness.
 */
public final class Ucb1 implements Policy {
  /** The default of c, the paper's. */
  public static final double DEFAULT_SCALE = 1.0;

  private final double scale;
  private final double range;

  /**
   * A policy for rewards within bounds.
   *
   * @param scale c, at least 0, finite
   * @param least the least reward there is
   * @param greatest the greatest, above {@code least}, finite
   */
  public Ucb1(double scale, double least, double greatest) {
    this.scale = Alpha.checked(scale);
    this.range = Bounds.range(least, greatest);
  }

  @Override
  public boolean usesContext() {
    return false;
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    double pulls = 0.0;
    for (int i = 0; i < estimates.count; i++) {
      pulls += estimates.pulls[i];
    }
    double bonus = scale * range * Math.sqrt(2.0 * StrictMath.log(Math.max(1.0, pulls)));
    double best = Double.NEGATIVE_INFINITY;
    int ties = 0;
    for (int i = 0; i < estimates.count; i++) {
      double bound = bound(estimates, i, bonus);
      ties = bound > best ? 1 : bound == best ? ties + 1 : ties;
      best = Math.max(best, bound);
      pmf[i] = bound;
    }
    for (int i = 0; i < estimates.count; i++) {
      pmf[i] = pmf[i] == best ? 1.0 / ties : 0.0;
    }
  }

  private static double bound(Estimates estimates, int i, double bonus) {
    double pulls = estimates.pulls[i];
    return pulls > Estimates.LEAST_PULLS
        ? estimates.mean[i] + bonus / Math.sqrt(pulls)
        : Double.POSITIVE_INFINITY;
  }
}

package dev.bandolier.server.policy;

/**
 * The arm with the largest mean + α·width; arms that tie exactly share alike (Li, Chu, Langford and
 * Schapire, "A contextual-bandit approach to personalized news article recommendation", WWW 2010).
 *
 * <p>The width carries the noise's estimate, so that α has no unit and one value serves rewards of any
 * scale. Without a floor the pmf is that of a deterministic choice.
 */
public final class LinUcb implements Policy {
  /** The default of α. */
  public static final double DEFAULT_ALPHA = 1.0;

  private final double alpha;

  /**
   * A policy of its own width.
   *
   * @param alpha at least 0, finite; 0 is greedy
   */
  public LinUcb(double alpha) {
    this.alpha = Alpha.checked(alpha);
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    double best = Double.NEGATIVE_INFINITY;
    int ties = 0;
    for (int i = 0; i < estimates.count; i++) {
      double bound = bound(estimates, i);
      ties = bound > best ? 1 : bound == best ? ties + 1 : ties;
      best = Math.max(best, bound);
    }
    for (int i = 0; i < estimates.count; i++) {
      pmf[i] = bound(estimates, i) == best ? 1.0 / ties : 0.0;
    }
  }

  private double bound(Estimates estimates, int i) {
    return estimates.mean[i] + alpha * estimates.width[i];
  }
}

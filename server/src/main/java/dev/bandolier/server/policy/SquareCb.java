package dev.bandolier.server.policy;

/**
 * Inverse gap weighting (Foster and Rakhlin, "Beyond UCB: optimal and efficient contextual bandits
 * with regression oracles", ICML 2020, algorithm 1): with ŷ the predicted rewards, ŷ* the largest,
 *
 * <pre>
 *   p(a) = 1 / (K + γ·(ŷ* − ŷ(a)))  for a ≠ a*,   the rest for a*,   γ = c·√n / σ̂.
 * </pre>
 *
 * <p>The paper's γ grows like √(T / regret of the regression); here n is what the slot has learned so
 * far, and the noise σ̂ takes the reward's unit out of the gaps. Predictions are clamped to the reward's
 * declared bounds first, so that an extrapolated mean neither starves the others nor beats a certain
 * one. Before anything is known of the noise (σ̂ = 0) arms with the largest prediction share alike, and
 * all do where nothing was learned.
 *
 * <p>Costs two passes over the arms and consumes no randomness.
 */
public final class SquareCb implements Policy {
  /** The default of c. */
  public static final double DEFAULT_SCALE = 1.0;

  private final double scale;
  private final double least;
  private final double greatest;

  /**
   * A policy for rewards within bounds.
   *
   * @param scale c, at least 0, finite; more explores less, 0 is uniform
   * @param least the least reward there is, or −∞
   * @param greatest the greatest, or ∞
   */
  public SquareCb(double scale, double least, double greatest) {
    this.scale = Alpha.checked(scale);
    this.least = least;
    this.greatest = greatest;
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    int best = 0;
    for (int i = 1; i < estimates.count; i++) {
      best = clamped(estimates, i) > clamped(estimates, best) ? i : best;
    }
    double top = clamped(estimates, best);
    double growth = scale * Math.sqrt(Math.max(0.0, estimates.slotPulls));
    double gamma = growth == 0.0 ? 0.0 : growth / estimates.noise;
    double rest = 1.0;
    int ties = 0;
    for (int i = 0; i < estimates.count; i++) {
      double gap = top - clamped(estimates, i);
      pmf[i] = gap == 0.0 ? 0.0 : 1.0 / (estimates.count + gamma * gap);
      rest -= pmf[i];
      ties += gap == 0.0 ? 1 : 0;
    }
    for (int i = 0; i < estimates.count; i++) {
      pmf[i] = clamped(estimates, i) == top ? rest / ties : pmf[i];
    }
  }

  private double clamped(Estimates estimates, int i) {
    return Math.min(greatest, Math.max(least, estimates.mean[i]));
  }
}

package dev.bandolier.server.policy;

/**
 * The arm with the largest mean, and with probability ε any arm alike; arms that tie exactly share
 * alike (Sutton and Barto, "Reinforcement Learning", 2nd edition 2018, section 2.2).
 *
 * <p>With ε = 0 it is greedy, and the campaign's floor alone explores. Costs two passes over the arms
 * and consumes no randomness.
 */
public final class EpsilonGreedy implements Policy {
  /** The default of ε. */
  public static final double DEFAULT_EPSILON = 0.05;

  private final double epsilon;

  /**
   * A policy of its own share of exploration.
   *
   * @param epsilon 0 to 1; 0 is greedy
   */
  public EpsilonGreedy(double epsilon) {
    if (!(epsilon >= 0 && epsilon <= 1)) {
      throw new IllegalArgumentException("epsilon " + epsilon + " is not within 0 and 1");
    }
    this.epsilon = epsilon;
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    double best = Double.NEGATIVE_INFINITY;
    int ties = 0;
    for (int i = 0; i < estimates.count; i++) {
      double mean = estimates.mean[i];
      ties = mean > best ? 1 : mean == best ? ties + 1 : ties;
      best = Math.max(best, mean);
    }
    for (int i = 0; i < estimates.count; i++) {
      double greedy = estimates.mean[i] == best ? 1.0 / ties : 0.0;
      pmf[i] = (1.0 - epsilon) * greedy + epsilon / estimates.count;
    }
  }
}

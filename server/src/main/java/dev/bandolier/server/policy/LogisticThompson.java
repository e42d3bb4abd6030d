package dev.bandolier.server.policy;

/**
 * Thompson sampling for clicks (Chapelle and Li, "An empirical evaluation of Thompson sampling", NIPS 2011,
 * algorithm 3), as probabilities instead of a draw. The arms' logits are independent normals, by Laplace's
 * approximation (see {@link dev.bandolier.server.model.LogisticPosterior}); the arm with the largest logit
 * has the largest chance of reward, so the probability to be best is {@link LinearThompson}'s integral over the
 * logits, with its error and its cost. α multiplies the standard deviations. Consumes no randomness.
 */
public final class LogisticThompson implements Policy {
  private final LinearThompson overLogits;

  /**
   * A policy of its own width.
   *
   * @param alpha at least 0, finite
   */
  public LogisticThompson(double alpha) {
    overLogits = new LinearThompson(alpha);
  }

  @Override
  public boolean usesLogits() {
    return true;
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    overLogits.probabilities(estimates, pmf);
  }
}

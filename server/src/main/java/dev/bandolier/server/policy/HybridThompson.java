package dev.bandolier.server.policy;

/**
 * Thompson sampling with parameters that the arms of a slot share (Li, Chu, Langford and Schapire, "A
 * contextual-bandit approach to personalized news article recommendation", WWW 2010, algorithm 2, the hybrid
 * model, with the arms' own features fₐ as the shared ones; drawn from instead of bounded).
 *
 * <p>The reward of arm a is xᵀθₐ, θₐ ~ N((r̄ + fₐᵀδ)·e₀, σ²/λ·I), with one δ ~ N(0, σ²·I) for all arms: what
 * an arm is worth before anything is known of it, is what its features say and its siblings have shown. The
 * paper's sums need nothing beyond the disjoint posteriors, since B = Σxfᵀ = (A − λI)e₀fᵀ; put in, they are
 *
 * <pre>
 *   A₀ = I + Σ fₐfₐᵀ·Vₐ,             Vₐ = λ − λ²Pₐ[0, 0]
 *   b₀ = Σ fₐ·(λθₐ[0] − r̄Vₐ),        summed over the eligible arms
 *   δ ~ N(A₀⁻¹b₀, σ²A₀⁻¹),   mean of a given δ = meanₐ + λ·Σᵢ xᵢPₐ[i, 0]·fₐᵀδ
 * </pre>
 *
 * <p>so an arm counts there as λ observations at most, however often it was pulled: that is what one arm can
 * say of the next. λ says how many pulls of an arm outweigh what its features say. Given δ the arms are independent, and {@link LinearThompson}'s integral is exact; the pmf is
 * the mean of those of {@link #DRAWS} draws of δ, whose numbers are keyed by the decision. The arm is drawn
 * from that very pmf, so its propensity is exact; another decision in the same context has a slightly
 * different one.
 *
 * <p>Draws: {@link #DRAWS} times k normals from the {@link Estimates}, k features. Cost: K·k² + k³/3 and as
 * many integrals as draws.
 */
public final class HybridThompson implements Policy {
  /** M, how many draws of the shared parameters make a pmf. */
  public static final int DRAWS = 32;

  private final double alpha;
  private final LinearThompson given;

  /**
   * A policy of its own width.
   *
   * @param alpha at least 0, finite; multiplies every standard deviation
   */
  public HybridThompson(double alpha) {
    this.alpha = Alpha.checked(alpha);
    this.given = new LinearThompson(alpha);
  }

  @Override
  public boolean usesArmFeatures() {
    return true;
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    Shared shared = estimates.shared;
    int count = estimates.count;
    shared.fit(count);
    shared.keep(estimates.mean, count);
    for (int i = 0; i < count; i++) {
      shared.total[i] = 0.0;
    }
    int draws = shared.isEmpty() ? 1 : DRAWS;
    for (int draw = 0; draw < draws; draw++) {
      shared.draw(draw, alpha * estimates.noise);
      shared.shift(estimates.mean, count);
      given.probabilities(estimates, pmf);
      for (int i = 0; i < count; i++) {
        shared.total[i] += pmf[i];
      }
    }
    for (int i = 0; i < count; i++) {
      pmf[i] = shared.total[i] / draws;
    }
    shared.settle();
    shared.shift(estimates.mean, count);
  }
}

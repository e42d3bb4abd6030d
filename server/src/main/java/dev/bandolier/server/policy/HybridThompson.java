package dev.bandolier.server.policy;

import java.util.Arrays;

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
 * <p>with a last feature of every arm that is 1, for what all of them have: r̄ is the mean of what was chosen, not of the
 * arms. An arm counts there as λ observations at most, however often it was pulled: that is what one arm can say of the next.
 *
 * <p>How much arms differ beyond what their features say, they show themselves. Believed are, besides the λ that is
 * stated, larger ones for the intercepts' deviations from fᵀδ, four times each to 1,024 times, alike at first (Robbins, "An
 * empirical Bayes approach to statistics", 1956; here with a prior on λ instead of one estimate), each by
 * the density of what the arms show ({@link SharedFit}). So where features explain the arms, a new one is as good as known; where
 * they do not, it is explored as the disjoint model would.
 *
 * <p>Given λ and δ the arms are independent, and {@link LinearThompson}'s integral is exact; the pmf is the mean of those of
 * {@link #DRAWS} draws of δ, whose numbers are keyed by the decision; of the draws each λ gets its share. The arm is drawn
 * from that very pmf, so its propensity is exact; another decision in the same context has a slightly
 * different one.
 *
 * <p>Draws: {@link #DRAWS} times k normals from the {@link Estimates}, k features with that last one. Cost: 6·(K·k² + k³/3) and as
 * many integrals as draws.
 */
public final class HybridThompson implements Policy {
  /** M, how many draws of the shared parameters make a pmf. */
  public static final int DRAWS = 32;

  private final int levels;
  private final double alpha;
  private final LinearThompson given;

  /**
   * A policy of its own width.
   *
   * @param alpha at least 0, finite; multiplies every standard deviation
   */
  public HybridThompson(double alpha) {
    this(alpha, Shared.LEVELS);
  }

  /** One that holds so many beliefs of what is an arm's own; 1: the stated prior alone. */
  HybridThompson(double alpha, int levels) {
    this.levels = levels;
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
    int draws = shared.isEmpty() ? 1 : DRAWS;
    shared.fit(estimates, shared.isEmpty() ? 1 : levels);
    Arrays.fill(shared.total, 0, count, 0.0);
    int narrowed = -1;
    for (int draw = 0; draw < draws; draw++) {
      int level = shared.level(draw, draws);
      if (level != narrowed) {
        shared.narrow(level, estimates);
        narrowed = level;
      }
      shared.draw(level, draw, alpha * estimates.noise, estimates);
      given.probabilities(estimates, pmf);
      for (int i = 0; i < count; i++) {
        shared.total[i] += pmf[i];
      }
    }
    for (int i = 0; i < count; i++) {
      pmf[i] = shared.total[i] / draws;
    }
    shared.settle(estimates);
  }
}

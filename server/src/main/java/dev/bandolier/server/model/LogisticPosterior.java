package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.LOSS;
import static dev.bandolier.server.model.ArmLayout.SQUARES;
import static dev.bandolier.server.model.ArmLayout.SUM;
import static dev.bandolier.server.model.ArmLayout.WEIGHT;

/**
 * How rewards between 0 and 1 move one arm whose chance of reward is σ(xᵀθ): Laplace's approximation, one
 * reward after the other (Chapelle and Li, "An empirical evaluation of Thompson sampling", NIPS 2011,
 * algorithm 3, with the full matrix instead of its diagonal and batches of one).
 *
 * <p>The arm's block is that of {@link ArmPosterior}, in logits: θ ~ N(A⁻¹(b + λ·ℓ·e₀), A⁻¹) where ℓ, the
 * slot's logit, is the prior mean of the intercept. A reward y in a context x is expanded where the new
 * posterior has its mode: along A⁻¹x, at the logit m with
 *
 * <pre>
 *   m = μ + s·(y − σ(m)),   μ = xᵀθ,  s = xᵀA⁻¹x          (one unknown, increasing: Newton within bounds)
 *   v = σ(m)(1 − σ(m)),     A ← A + v·xxᵀ,   b ← b + (v·m + y − σ(m))·x
 * </pre>
 *
 * <p>so it is a linear observation of the response m + (y − σ(m))/v with the weight v. What m was is the
 * caller's to keep: with it a reward is taken back exactly, and a changed one is taken back and expanded
 * anew.
 *
 * <p>Bias: m of an early reward belongs to an early posterior and is not corrected by later ones, as it would
 * be if all were fitted together; its weight is at most ¼, and what it gets wrong later rewards' residuals
 * move back.
 *
 * <p>The header counts rewards as they were (n, Σr), which makes {@link SlotRegister}'s mean the slot's rate. The
 * same bits on every machine; cost as {@link ArmPosterior}, twice for a changed reward. Called by the block's
 * single writer, allocates nothing.
 */
public final class LogisticPosterior {
  private static final double LEAST_WEIGHT = 1e-6;
  private static final double LARGEST_LOGIT = 30.0;
  private static final int STEPS = 60;
  private static final double ENOUGH = 1e-9;

  private LogisticPosterior() {}

  /**
   * Where to expand a reward that is to be learned; kept as a float so that it needs little room.
   *
   * @param reward in [0, 1]
   * @param priorLogit ℓ
   * @param weight how much it will count, at most 1
   */
  public static float expand(
      Memory memory,
      int payload,
      SparseVector x,
      double reward,
      double priorLogit,
      double weight,
      Workspace work) {
    int d = ArmPosterior.dimension(memory, payload);
    double[] gain = work.gain(memory, ArmLayout.inverse(payload, d), x, d);
    double mean =
        Words.dot(memory, ArmLayout.theta(payload), x)
            + ArmPosterior.prior(memory, payload) * priorLogit * gain[0];
    return (float) mode(mean, weight * Words.dot(gain, x), reward);
  }

  /** Learns a reward, expanded at a logit, with a weight of at most 1. */
  public static void observe(
      Memory memory,
      int payload,
      SparseVector x,
      double reward,
      float logit,
      double weight,
      Workspace work) {
    move(memory, payload, x, reward, logit, weight, work);
  }

  /** Takes a reward back that was learned at that logit; {@code weight} is what is left of it. */
  public static void forget(
      Memory memory,
      int payload,
      SparseVector x,
      double reward,
      float logit,
      double weight,
      Workspace work) {
    move(memory, payload, x, reward, logit, -weight, work);
  }

  /** ln(p / (1 − p)) of a slot's rate p, taken as (Σr + 1) / (n + 2). */
  public static double logit(double weight, double mean) {
    double rate = (weight * mean + 1.0) / (weight + 2.0);
    return StrictMath.log(rate / (1.0 - rate));
  }

  /** σ(z). */
  public static double chance(double z) {
    return 1.0 / (1.0 + StrictMath.exp(-Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, z))));
  }

  /** The root of m − μ − s(y − σ(m)), which increases: by Newton's steps, halved where they leave. */
  private static double mode(double mean, double variance, double reward) {
    double low = mean - variance;
    double high = mean + variance;
    double m = mean;
    for (int i = 0; i < STEPS && high - low > ENOUGH; i++) {
      double p = chance(m);
      double excess = m - mean - variance * (reward - p);
      if (excess > 0.0) {
        high = m;
      } else {
        low = m;
      }
      double next = m - excess / (1.0 + variance * p * (1.0 - p));
      if (Math.abs(next - m) < ENOUGH) {
        break;
      }
      m = next > low && next < high ? next : 0.5 * (low + high);
    }
    return Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, m));
  }

  private static void move(
      Memory memory,
      int payload,
      SparseVector x,
      double reward,
      float logit,
      double weight,
      Workspace work) {
    double n = memory.getDouble(payload + WEIGHT);
    double sum = memory.getDouble(payload + SUM);
    double squares = memory.getDouble(payload + SQUARES);
    double p = chance(logit);
    double curvature = Math.max(LEAST_WEIGHT, p * (1.0 - p));
    double response = logit + (reward - p) / curvature;
    ArmPosterior.move(memory, payload, x, response, weight * curvature, work);
    memory.setDouble(payload + WEIGHT, n + weight);
    memory.setDouble(payload + SUM, sum + weight * reward);
    memory.setDouble(payload + SQUARES, squares + weight * reward * reward);
    memory.setDouble(payload + LOSS, 0.0);
  }
}

package dev.bandolier.server.model;

/**
 * How far a reward is from what an arm's posterior predicts for its context, in standard deviations of the prediction.
 *
 * <p>With the estimate μ, the variance v·s of its mean (s = xᵀA⁻¹x) and the noise's variance v,
 *
 * <pre>
 *   residual z = (r − μ) / √(v(1 + s)),    doubt w = ½·√(s / (1 + s))
 * </pre>
 *
 * <p>where v is that that the arm's residuals show ({@link ArmScore#noise}); while every reward of the slot is 0 or 1 at least μ(1 − μ),
 * since the slot's is too little for its best arms. For posteriors of logits μ = σ(m), v = μ(1 − μ) or more, and v·s takes
 * the place of s.
 *
 * <p>A reward that the posterior holds already is compared with what it would say without it: with the leverage
 * ℓ = weight·s, s ← s/(1 − ℓ) and μ ← μ − ℓ(r' − μ)/(1 − ℓ), r' what it holds (exact for linear posteriors, one
 * step of Newton for logits).
 *
 * <p>Working memory of one thread; allocates nothing once it has grown. The same bits on every machine.
 */
public final class Surprise {
  /** Of how many rewards a slot's noise is known well enough. */
  private static final double LEAST_REWARDS = 10.0;

  private static final double LARGEST_LEVERAGE = 0.999;
  private static final double DOUBT = 0.5;

  private final ArmScore score = new ArmScore();
  private final double[] mean = new double[1];
  private final double[] spread = new double[1];
  private double prediction;
  private double residual;
  private double doubt;

  /** Makes one that has seen no reward. */
  public Surprise() {
    score.askMore(true);
  }

  /**
   * Compares a reward with a prediction.
   *
   * @param register payload of the slot's register
   * @param arm payload of the arm's posterior
   * @param words how many words may be read there
   * @param logits whether posteriors are of logits
   * @param held the reward in this context that the posterior holds; NaN for none
   * @param weight what is left of that one's weight
   * @return whether it can be compared: too little is known at first, and where rewards do not vary
   */
  public boolean of(
      Memory registers,
      int register,
      Memory arms,
      int arm,
      int words,
      SparseVector x,
      boolean logits,
      double reward,
      double held,
      double weight) {
    double rewards = SlotRegister.weight(registers, register);
    if (rewards < LEAST_REWARDS) {
      return false;
    }
    double mode = SlotRegister.mean(registers, register);
    double prior = logits ? LogisticPosterior.logit(rewards, mode) : mode;
    score.prepare(x, ArmPosterior.dimension(arms, arm));
    if (!score.score(arms, arm, words, prior, mean, spread, 0)
        || !Double.isNaN(held) && !leaveOut(logits, held, weight)) {
      return false;
    }
    prediction = logits ? LogisticPosterior.chance(mean[0]) : mean[0];
    return compare(registers, register, logits, reward);
  }

  private boolean leaveOut(boolean logits, double held, double weight) {
    double expected = logits ? LogisticPosterior.chance(mean[0]) : mean[0];
    double curvature = logits ? expected * (1.0 - expected) : 1.0;
    double leverage = weight * curvature * spread[0];
    if (leverage > LARGEST_LEVERAGE) {
      return false;
    }
    mean[0] -= weight * spread[0] * (held - expected) / (1.0 - leverage);
    spread[0] /= 1.0 - leverage;
    return true;
  }

  private boolean compare(Memory registers, int register, boolean logits, double reward) {
    double noise = SlotRegister.noise(registers, register);
    double own = logits ? noise : score.noise(noise);
    double variance = own * own;
    if (logits || !SlotRegister.isGraded(registers, register)) {
      variance = Math.max(variance, prediction * (1.0 - prediction));
    }
    double share = logits ? prediction * (1.0 - prediction) * spread[0] : spread[0];
    if (!(variance > 0.0)) {
      return false;
    }
    residual = (reward - prediction) / Math.sqrt(variance * (1.0 + share));
    doubt = DOUBT * Math.sqrt(share / (1.0 + share));
    return true;
  }

  /** μ of the reward compared last, without the reward itself. */
  public double prediction() {
    return prediction;
  }

  /** z of the reward compared last. */
  public double residual() {
    return residual;
  }

  /** w of the reward compared last. */
  public double doubt() {
    return doubt;
  }
}

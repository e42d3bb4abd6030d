package dev.bandolier.server.model;

/**
 * What the arms of one slot know together: the mean reward r̄, which is the prior mean of every arm's
 * intercept, and the noise σ̂, which scales exploration.
 *
 * <p>For an arm with A, b, θ = A⁻¹b and a prior N(r̄e₀, σ²/λ·I), the least penalised loss is
 *
 * <pre>
 *   min over θ of Σ w(r − xθ)² + λ‖θ − r̄e₀‖²  =  Q − 2λr̄·T + r̄²·V,
 *   Q = Σ w·r² − bᵀθ,   T = θ₀,   V = λ − λ²·A⁻¹[0, 0].
 * </pre>
 *
 * <p>(The minimum lies at A⁻¹(b + λr̄e₀); put it in.) Under the model its expectation is nσ², since the
 * rewards are then normal with mean r̄ and covariance σ²(I + XXᵀ/λ). It is quadratic in r̄, so the sums
 * of Q, λT and V over the arms give the pooled noise for whatever r̄ has become:
 *
 * <pre>
 *   r̄  = Σr / n
 *   σ̂² = max(0, ΣQ − 2r̄·ΣλT + r̄²·ΣV) / max(1, n − 1)     one degree of freedom spent on r̄
 *   σ̂² = p̂(1 − p̂),  p̂ = (Σr + 1) / (n + 2)               while every reward is 0 or 1
 * </pre>
 *
 * <p>Pooling matters: an arm on its own looks noiseless until its first click. An arm that is noisier than the others is
 * given its own noise where it is scored ({@link ArmScore#noise}, {@link ArmScore#caution}). The noise is never taken
 * to be less than 10⁻⁹ of the rewards' root mean square, so that under constant rewards the arms,
 * which then differ by rounding alone, still tie. Before any reward all is 0, p̂ = ½.
 *
 * <p>The sums hold no term that grows like n·r̄²; what cancels is of the size λr̄² an arm. Rewards of
 * 10⁶ ± 1 keep σ̂ to well under 1 %.
 *
 * <p>Layout in words: n, Σr, Σr², rewards other than 0 and 1, ΣQ, ΣλT, ΣV, r̄, σ̂, version (a long);
 * the rest of 16 is reserved. Changed by one writer; readers use {@link TwinBlock}.
 */
public final class SlotRegister {
  /** Words of a register's payload. */
  public static final int WORDS = 16;

  /** How many numbers an arm's {@link #share} is. */
  public static final int SHARE = 7;

  private static final int WEIGHT = 0;
  private static final int SUM = 1;
  private static final int SQUARES = 2;
  private static final int GRADED = 3;
  private static final int LOSS = 4;
  private static final int INTERCEPT = 5;
  private static final int PULL = 6;
  private static final int MEAN = 7;
  private static final int NOISE = 8;
  private static final int VERSION = 9;
  private static final double LEAST_WEIGHT = 1e-9;
  private static final double LEAST_RELATIVE_NOISE = 1e-9;

  private SlotRegister() {}

  /** The state before any arm and any reward. */
  public static void initialise(Memory memory, int payload) {
    memory.clear(payload, WORDS);
    settle(memory, payload);
  }

  /** Counts an arm's posterior in. */
  public static void add(Memory memory, int payload, Memory armMemory, int arm) {
    addScaled(memory, payload, armMemory, arm, 1.0);
    settle(memory, payload);
  }

  /** Leaves an arm's posterior out again, as it was counted in. */
  public static void subtract(Memory memory, int payload, Memory armMemory, int arm) {
    addScaled(memory, payload, armMemory, arm, -1.0);
    settle(memory, payload);
  }

  /**
   * Leaves an arm's posterior out that is about to change; until {@link #add} counts it in again, the mean
   * and the noise are as before.
   */
  public static void takeOut(Memory memory, int payload, Memory armMemory, int arm) {
    addScaled(memory, payload, armMemory, arm, -1.0);
  }

  /** Follows a change of one arm from one payload to another, of the same memory. */
  public static void replace(Memory memory, int payload, Memory armMemory, int before, int after) {
    addScaled(memory, payload, armMemory, before, -1.0);
    addScaled(memory, payload, armMemory, after, 1.0);
    settle(memory, payload);
  }

  /** What an arm's posterior counts for in the sums, as {@link #add} would add it: {@link #SHARE} numbers. */
  public static void share(Memory armMemory, int arm, double[] share) {
    share[WEIGHT] = armMemory.getDouble(arm + ArmLayout.WEIGHT);
    share[SUM] = armMemory.getDouble(arm + ArmLayout.SUM);
    share[SQUARES] = armMemory.getDouble(arm + ArmLayout.SQUARES);
    share[GRADED] = armMemory.getDouble(arm + ArmLayout.GRADED);
    share[LOSS] = armMemory.getDouble(arm + ArmLayout.LOSS);
    share[INTERCEPT] = intercept(armMemory, arm);
    share[PULL] = pull(armMemory, arm);
  }

  /**
   * As {@link #takeOut} and then {@link #add} of an arm, by what it was and has become; but mean and noise are
   * as before until {@link #settle}.
   *
   * @param before the arm's share before its change
   * @param after its share after it
   */
  public static void exchange(Memory memory, int payload, double[] before, double[] after) {
    for (int i = 0; i < SHARE; i++) {
      memory.setDouble(payload + i, memory.getDouble(payload + i) - before[i] + after[i]);
    }
  }

  /** Starts over from all arms, which removes the rounding that increments leave. */
  public static void recompute(
      Memory memory, int payload, Memory[] armMemories, int[] arms, int count) {
    memory.clear(payload, VERSION);
    for (int i = 0; i < count; i++) {
      addScaled(memory, payload, armMemories[i], arms[i], 1.0);
    }
    settle(memory, payload);
  }

  /** Total weight n of what the slot's arms have learned. */
  public static double weight(Memory memory, int payload) {
    return memory.getDouble(payload + WEIGHT);
  }

  /** Mean reward r̄; 0 before any, or when all were taken back. */
  public static double mean(Memory memory, int payload) {
    return memory.getDouble(payload + MEAN);
  }

  /** Standard deviation σ̂ of a reward around what its context explains; finite, at least 0. */
  public static double noise(Memory memory, int payload) {
    return memory.getDouble(payload + NOISE);
  }

  /** Whether a reward other than 0 and 1 counts, so that σ̂ is measured. */
  public static boolean isGraded(Memory memory, int payload) {
    return memory.getDouble(payload + GRADED) != 0.0;
  }

  /** Whatever the writer has stamped last. */
  public static long version(Memory memory, int payload) {
    return memory.getLong(payload + VERSION);
  }

  /** Stamps the register. */
  public static void setVersion(Memory memory, int payload, long version) {
    memory.setLong(payload + VERSION, version);
  }

  private static void addScaled(
      Memory memory, int payload, Memory armMemory, int arm, double factor) {
    addWord(memory, payload + WEIGHT, armMemory, arm + ArmLayout.WEIGHT, factor);
    addWord(memory, payload + SUM, armMemory, arm + ArmLayout.SUM, factor);
    addWord(memory, payload + SQUARES, armMemory, arm + ArmLayout.SQUARES, factor);
    addWord(memory, payload + GRADED, armMemory, arm + ArmLayout.GRADED, factor);
    addWord(memory, payload + LOSS, armMemory, arm + ArmLayout.LOSS, factor);
    memory.addDouble(payload + INTERCEPT, factor * intercept(armMemory, arm));
    memory.addDouble(payload + PULL, factor * pull(armMemory, arm));
  }

  /** λT. */
  private static double intercept(Memory memory, int arm) {
    return ArmPosterior.prior(memory, arm) * ArmPosterior.coefficient(memory, arm, 0);
  }

  /** V. */
  private static double pull(Memory memory, int arm) {
    double prior = ArmPosterior.prior(memory, arm);
    return prior - prior * prior * ArmPosterior.covariance(memory, arm, 0, 0);
  }

  private static void addWord(
      Memory memory, int word, Memory armMemory, int armWord, double factor) {
    memory.addDouble(word, factor * armMemory.getDouble(armWord));
  }

  /** Computes mean and noise from the sums. */
  public static void settle(Memory memory, int payload) {
    double weight = weight(memory, payload);
    double sum = memory.getDouble(payload + SUM);
    double mean = weight > LEAST_WEIGHT ? sum / weight : 0.0;
    memory.setDouble(payload + MEAN, mean);
    memory.setDouble(
        payload + NOISE,
        memory.getDouble(payload + GRADED) == 0.0
            ? binaryNoise(weight, sum)
            : gradedNoise(memory, payload, weight, mean));
  }

  private static double binaryNoise(double weight, double sum) {
    double rate = (sum + 1.0) / (weight + 2.0);
    return Math.sqrt(Math.max(0.0, rate * (1.0 - rate)));
  }

  private static double gradedNoise(Memory memory, int payload, double weight, double mean) {
    double loss =
        memory.getDouble(payload + LOSS)
            - 2.0 * mean * memory.getDouble(payload + INTERCEPT)
            + mean * mean * memory.getDouble(payload + PULL);
    double meanSquare = memory.getDouble(payload + SQUARES) / Math.max(1.0, weight);
    double least = LEAST_RELATIVE_NOISE * LEAST_RELATIVE_NOISE * meanSquare;
    return Math.sqrt(Math.max(Math.max(0.0, least), loss / Math.max(1.0, weight - 1.0)));
  }
}

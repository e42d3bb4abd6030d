package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * What an arm's posterior says about a context, read where it lies.
 *
 * <p>With P = A⁻¹, the slot's mean reward r̄ as the intercept's prior mean, and x₀ = 1, the estimate
 * is θ = P(b + λ·r̄·e₀), so
 *
 * <pre>
 *   mean     = x·Pb + λ·r̄·Σᵢ xᵢP[i, 0]
 *   variance = Σᵢ xᵢ(xᵢP[i, i] + 2 Σ_{j&lt;i} xⱼP[i, j])       (in units of the noise's variance)
 * </pre>
 *
 * <p>Since P is symmetric, m non-zeros cost m(m + 1)/2 reads of P and m of θ, whatever d is; P[i, 0] is
 * among them and read once: a pair that is not of column 0 adds 0 to its sum, which is cheaper than a
 * second loop. What else an arm knows is read where {@link #askMore} wants it. Where to read and by
 * what to multiply is found once for all arms of a dimension. An entry of x beyond the arm's dimension is scored as the prior, which is what the arm will say once it
 * is extended.
 *
 * <p>Meant for a reader inside {@link TwinBlock}'s protocol: whatever the memory holds, it ends, and
 * yields numbers or false. Working memory of one thread; allocates nothing once it has grown.
 */
public final class ArmScore {
  /** How many arms {@link #gather} reads at once. */
  public static final int GROUP = ArmSums.GROUP;

  /** ν, for how many observations the slot's noise stands in an arm's. */
  private static final double POOLED = 10.0;

  /** κ, the share of the spread of an arm's own rewards that counts as noise at least. */
  private static final double UNEXPLAINED = 0.25;

  /** Below which weight nothing is left but rounding. */
  private static final double LEAST_WEIGHT = 1e-9;

  /** What share of Σr² its rounding may have left of a spread. */
  private static final double ROUNDING = 1e-10;

  private SparseVector x = new SparseVector(1);
  private int dimension;

  /** How many entries of x lie within the dimension, and Σ xᵢ² of the others. */
  private int entries;

  private double beyond;

  /** Per entry: the word of θ in a payload. */
  private int[] theta = new int[8];

  /** Per pair i ≥ j: the word of P[i, j] in a payload, and xᵢxⱼ, doubled off the diagonal. */
  private int[] pair = new int[36];

  private double[] factor = new double[36];

  /** Per pair: xᵢ where j = 0, else 0. */
  private double[] first = new double[36];

  private final ArmSums sums = new ArmSums();

  /** Of how many payload words it is known that an arm of the dimension fits in. */
  private int roomy;

  private boolean more;
  private double precision;
  private double pull;
  private double coefficient;
  private double knowledge;
  private double loss;
  private double weight;
  private double rewards;
  private double squares;
  private int pairs;

  /** Makes one that knows no context yet. */
  public ArmScore() {}

  /**
   * Takes the context that arms are scored in from now on; not to be changed meanwhile.
   *
   * @param usualDimension d of most of the arms
   */
  public void prepare(SparseVector context, int usualDimension) {
    x = context;
    if (theta.length < x.size) {
      theta = new int[2 * x.size];
      pair = new int[theta.length * (theta.length + 1) / 2];
      factor = new double[pair.length];
      first = new double[pair.length];
    }
    prepare(usualDimension);
  }

  /** Says whether {@link #pull} and what follows it are wanted of the arms scored from now on. */
  public void askMore(boolean wanted) {
    more = wanted;
  }

  private void prepare(int d) {
    dimension = d;
    roomy = 0;
    entries = 0;
    pairs = 0;
    beyond = 0.0;
    for (int i = 0; i < x.size; i++) {
      if (x.indices[i] < d) {
        prepareRow(i, ArmLayout.inverse(0, d) + triangle(x.indices[i]));
      } else {
        beyond += x.values[i] * x.values[i];
      }
    }
  }

  private void prepareRow(int i, int row) {
    theta[entries++] = ArmLayout.theta(0) + x.indices[i];
    for (int j = 0; j <= i; j++) {
      pair[pairs] = row + x.indices[j];
      first[pairs] = j == 0 ? x.values[i] : 0.0;
      factor[pairs++] = (i == j ? 1.0 : 2.0) * x.values[i] * x.values[j];
    }
  }

  /**
   * Scores one arm.
   *
   * @param payload of an arm's posterior
   * @param payloadWords how many words may be read there
   * @param priorMean r̄
   * @param means receives the mean at index {@code at}
   * @param variances receives the variance, at least 0, at index {@code at}
   * @return false if no posterior of that size lies there, as a reader may find that was overtaken
   */
  public boolean score(
      Memory memory,
      int payload,
      int payloadWords,
      double priorMean,
      double[] means,
      double[] variances,
      int at) {
    long d = memory.getLong(payload + ArmLayout.DIMENSION);
    if ((d != dimension || payloadWords != roomy) && !take(d, payloadWords)) {
      return false;
    }
    double estimate = 0.0;
    for (int i = 0; i < entries; i++) {
      estimate += x.values[i] * memory.getDouble(payload + theta[i]);
    }
    double column = 0.0;
    double form = 0.0;
    for (int i = 0; i < pairs; i++) {
      double entry = memory.getDouble(payload + pair[i]);
      column += first[i] * entry;
      form += factor[i] * entry;
    }
    sums.estimate[0] = estimate;
    sums.column[0] = column;
    sums.form[0] = form;
    finish(0, memory, payload, priorMean, means, variances, at);
    return true;
  }

  /**
   * Reads and sums what lies in the posteriors of so many arms at once. Each of them is then to be {@linkplain #finish finished}.
   *
   * @param payloads of {@value #GROUP} arms' posteriors
   * @param payloadWords how many words may be read at each of them
   * @return false if they are to be scored one by one
   */
  public boolean gather(Memory memory, int[] payloads, int payloadWords) {
    for (int arm = 0; arm < GROUP; arm++) {
      long d = memory.getLong(payloads[arm] + ArmLayout.DIMENSION);
      if ((d != dimension || payloadWords != roomy) && (arm > 0 || !take(d, payloadWords))) {
        return false;
      }
    }
    sums.readEstimates(memory, payloads, theta, x.values, entries);
    sums.readForms(memory, payloads, pair, first, factor, pairs);
    return true;
  }

  /**
   * Scores an arm of those that were {@linkplain #gather gathered}.
   *
   * @param member its place among them
   * @param payload of its posterior
   * @param priorMean r̄
   * @param means receives the mean at index {@code at}
   * @param variances receives the variance, at least 0, at index {@code at}
   */
  public void finish(
      int member,
      Memory memory,
      int payload,
      double priorMean,
      double[] means,
      double[] variances,
      int at) {
    double prior = memory.getDouble(payload + ArmLayout.PRIOR);
    double form = sums.form[member];
    means[at] = sums.estimate[member] + prior * priorMean * sums.column[member];
    variances[at] = Math.max(0.0, beyond > 0.0 ? form + beyond / prior : form);
    if (more) {
      readMore(memory, payload, prior, priorMean, sums.column[member]);
    }
  }

  /** Arms of that dimension, and of that room, are scored from now on; false if one does not fit the other. */
  private boolean take(long d, int payloadWords) {
    if (!fits(d, payloadWords)) {
      return false;
    }
    if (d != dimension) {
      prepare((int) d);
    }
    roomy = payloadWords;
    return true;
  }

  private void readMore(Memory memory, int payload, double prior, double priorMean, double own) {
    precision = prior;
    pull = prior * own;
    coefficient = prior * memory.getDouble(payload + ArmLayout.theta(0));
    double intercept = memory.getDouble(payload + ArmLayout.inverse(0, dimension));
    knowledge = Math.max(0.0, prior - prior * prior * intercept);
    weight = memory.getDouble(payload + ArmLayout.WEIGHT);
    loss =
        memory.getDouble(payload + ArmLayout.LOSS)
            - 2.0 * priorMean * coefficient
            + priorMean * priorMean * knowledge;
    rewards = memory.getDouble(payload + ArmLayout.SUM);
    squares = memory.getDouble(payload + ArmLayout.SQUARES);
  }

  /** λ of the arm scored last, where more is asked for. */
  public double prior() {
    return precision;
  }

  /**
   * λ·Σ xᵢP[i, 0] of the arm scored last, where {@linkplain #askMore more} is asked for: how far its mean follows its
   * intercept's prior mean.
   */
  public double pull() {
    return pull;
  }

  /** λθ₀ of the arm scored last. */
  public double intercept() {
    return coefficient;
  }

  /** λ − λ²P[0, 0] of the arm scored last: how much it says of its intercept's prior mean, at most λ. */
  public double knowledge() {
    return knowledge;
  }

  /**
   * σ of a reward of the arm scored last around what its context explains: the slot's σ̂, or the arm's own where that is
   * larger. The slot's is that of most of its rewards. Where they come from an arm that hardly varies, σ̂ would fall with each
   * of them, and the arm that does vary would not be tried again, although nothing more was learned of it. The arm's own is
   * never taken where it is smaller: an arm without a success yet looks noiseless. With Q, T and V of {@link SlotRegister}, of
   * this arm alone, it is
   *
   * <pre>
   *   σ² = max(σ̂², (ν·σ̂² + Q − 2λr̄·T + r̄²·V) / (ν + n)),   ν = 10
   * </pre>
   *
   * @param slotNoise σ̂
   */
  public double noise(double slotNoise) {
    double pooled = slotNoise * slotNoise;
    double own = (POOLED * pooled + loss) / (POOLED + Math.max(0.0, weight));
    return own > pooled ? Math.sqrt(own) : slotNoise;
  }

  /**
   * σ by which the arm scored last is explored, from its own rewards where they vary more than the slot's noise says:
   *
   * <pre>
   *   σ² = σ̂² + (S/m − σ̂²)·S / (ν·σ̂² + S)   where S > m·σ̂², else σ̂²;   m = max(1, n), ν = 10
   *   S  = max(Q − 2λr̄·T + r̄²·V, κ·Σ w(r − r̄ₐ)²),   κ = ¼, r̄ₐ the arm's mean reward
   * </pre>
   *
   * <p>It differs from {@link #noise} in two ways. The slot's noise and the arm's own do not weigh as ν and n, but as the
   * squares they stand for, νσ̂² and S. Where the two agree it is much the same; but what rewards of an arm that never varies
   * say of the noise does not outvote the first rewards of another one, if these are larger than that noise could make them.
   *
   * <p>And S is at least the second term. What a context explains is known of the contexts in which the arm was chosen, which
   * are soon those in which it is safe; with each of them Q/n falls, and with it the width where the arm was avoided after bad
   * luck, although nothing was learned there. So an arm's context is not believed to explain more than 1 − κ of its rewards'
   * variance. Rewards whose spread is below 10⁻⁵ of their size have no second term: rounding could be all there is.
   *
   * <p>Of what was forgotten or taken back, rounding may be all that is left in S, so S is not divided by less than one reward.
   *
   * @param slotNoise σ̂
   */
  public double caution(double slotNoise) {
    double pooled = slotNoise * slotNoise;
    double own = weight > LEAST_WEIGHT ? residuals() : loss;
    double count = Math.max(1.0, weight);
    double more = own - count * pooled;
    return more > 0.0
        ? Math.sqrt(pooled + more * (own / (count * (POOLED * pooled + own))))
        : slotNoise;
  }

  /** S of {@link #caution}. */
  private double residuals() {
    double unexplained = UNEXPLAINED * ((1.0 - ROUNDING) * squares * weight - rewards * rewards);
    return unexplained > loss * weight ? unexplained / weight : loss;
  }

  private static boolean fits(long d, int payloadWords) {
    return d >= 1
        && d < payloadWords
        && d * d < payloadWords
        && ArmLayout.words((int) d) <= payloadWords;
  }
}

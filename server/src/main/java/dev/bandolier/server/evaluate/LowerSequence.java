package dev.bandolier.server.evaluate;

import java.util.function.DoubleUnaryOperator;

/**
 * A lower bound of a mean that holds at every number of observations at once: looking at it after each one, and
 * stopping when one likes, spends no error.
 *
 * <p>For observations yᵢ ≥ −kᵢ whose mean given the past is ν ∈ [0, 1], kᵢ ≥ 0 being known beforehand, let sᵢ = 1/(kᵢ +
 * 1), ξᵢ = sᵢyᵢ and cᵢ ∈ [0, sᵢ] any guess of ξᵢ made before it. Then, for every λ ∈ [0, 1) and with ψ(λ) = −ln(1 −
 * λ) − λ,
 *
 * <pre>
 *   M(λ, ν) = exp(λ·Σ(ξᵢ − sᵢν) − ψ(λ)·Σ(ξᵢ − cᵢ)²)
 * </pre>
 *
 * is a nonnegative supermartingale of mean at most 1 (Fan, Grama and Liu 2015, inequality 4.11; Waudby-Smith, Wu, Ramdas,
 * Karampatziakis and Mineiro, "Anytime-valid off-policy inference for contextual bandits", 2022, proposition 3), and so
 * is any average of such over fixed λ (Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic
 * confidence sequences", 2021, section 3.5). By Ville's inequality it ever reaches 1/α with probability at most α. The
 * bound is the least ν that does not make it reach that. The observations need no bound from above, which is why the
 * weights of rare arms do not widen it beyond their variance.
 *
 * <p>Here λ = 0.9·2⁻ʲ, j = 0 to 15, with equal shares: within a factor √2 of the best λ for variances up to about
 * 10¹⁰, so that no number of observations has to be planned. State: the four numbers of {@link #WORDS}, moved by + − × ÷ and
 * comparisons alone, hence bit for bit the same on every machine. Cost: O(1) an observation, 16 exponentials a look.
 *
 * <p>One thread.
 */
final class LowerSequence {

  /** Numbers of state: Σξ, Σs, Σ(ξ − c)², how many. */
  static final int WORDS = 4;

  private static final int STEPS = 60;
  private static final double[] BETS = new double[16];
  private static final double[] COSTS = new double[16];

  static {
    for (int j = 0; j < BETS.length; j++) {
      BETS[j] = StrictMath.scalb(0.9, -j);
      COSTS[j] = -StrictMath.log1p(-BETS[j]) - BETS[j];
    }
  }

  private double sum;
  private double scales;
  private double spread;
  private double count;

  /**
   * Takes an observation in.
   *
   * @param value y, at least −{@code floor}
   * @param floor k, at least 0, chosen before the observation
   */
  void add(double value, double floor) {
    double scale = 1.0 / (floor + 1.0);
    double scaled = value * scale;
    double off = scaled - scale * guess();
    sum += scaled;
    scales += scale;
    spread += off * off;
    count++;
  }

  /** The mean so far, shrunk towards ½ by one observation; in [0, 1]. */
  private double guess() {
    return Math.max(0.0, Math.min(1.0, (sum + 0.5) / (scales + 1.0)));
  }

  /** How many observations were taken in. */
  long count() {
    return (long) count;
  }

  /** Σξ/Σs: an estimate of ν, unbiased where every kᵢ is fixed beforehand; NaN before any observation. */
  double mean() {
    return sum / scales;
  }

  /** ln of the average of M(λ, ν) over the bets: how strongly the observations speak against a mean as small as ν. */
  double logWealth(double nu) {
    double gain = sum - nu * scales;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < BETS.length; j++) {
      greatest = Math.max(greatest, BETS[j] * gain - COSTS[j] * spread);
    }
    double total = 0.0;
    for (int j = 0; j < BETS.length; j++) {
      total += StrictMath.exp(BETS[j] * gain - COSTS[j] * spread - greatest);
    }
    return greatest + StrictMath.log(total / BETS.length);
  }

  /** ln of the wealth of half a stake on each of two sequences, of the logarithms of theirs. */
  static double halfEach(double one, double other) {
    double greater = Math.max(one, other);
    return greater
        + StrictMath.log(0.5 * (StrictMath.exp(one - greater) + StrictMath.exp(other - greater)));
  }

  /**
   * The bound that fails with probability at most α, over all looks together; in [0, 1].
   *
   * @param alpha in (0, 1)
   */
  double low(double alpha) {
    return search(this::logWealth, alpha);
  }

  /** The least ν in [0, 1] whose wealth, which falls in ν, stays under 1/α; 60 halvings. */
  static double search(DoubleUnaryOperator logWealth, double alpha) {
    double limit = -StrictMath.log(alpha);
    double below = 0.0;
    double above = 1.0;
    if (logWealth.applyAsDouble(below) < limit) {
      return below;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = 0.5 * (below + above);
      if (logWealth.applyAsDouble(middle) < limit) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return below;
  }

  /** Writes the state. */
  void save(double[] into, int at) {
    into[at] = sum;
    into[at + 1] = scales;
    into[at + 2] = spread;
    into[at + 3] = count;
  }

  /** Goes on from a state that was written. */
  void restore(double[] from, int at) {
    sum = from[at];
    scales = from[at + 1];
    spread = from[at + 2];
    count = from[at + 3];
  }
}

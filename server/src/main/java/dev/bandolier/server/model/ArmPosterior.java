package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.CHANGES;
import static dev.bandolier.server.model.ArmLayout.DIMENSION;
import static dev.bandolier.server.model.ArmLayout.DRIFT;
import static dev.bandolier.server.model.ArmLayout.GRADED;
import static dev.bandolier.server.model.ArmLayout.LOSS;
import static dev.bandolier.server.model.ArmLayout.PRIOR;
import static dev.bandolier.server.model.ArmLayout.SQUARES;
import static dev.bandolier.server.model.ArmLayout.SUM;
import static dev.bandolier.server.model.ArmLayout.TICKS;
import static dev.bandolier.server.model.ArmLayout.WEIGHT;
import static dev.bandolier.server.model.ArmLayout.inverse;
import static dev.bandolier.server.model.ArmLayout.precision;
import static dev.bandolier.server.model.ArmLayout.rewards;
import static dev.bandolier.server.model.ArmLayout.theta;
import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * How rewards move one arm: Bayesian linear regression with a ridge prior, kept exactly (Li, Chu,
 * Langford and Schapire, "A contextual-bandit approach to personalized news article
 * recommendation", WWW 2010, the disjoint model).
 *
 * <p>State: A = λI + Σ w·xxᵀ and its inverse P, b = Σ w·r·x, θ = Pb, and the least penalised loss Q =
 * min over θ of Σ w(r − xθ)² + λ‖θ‖². With g = Px, q = xᵀg, e = r − xθ and c = 1 + wq:
 *
 * <ul>
 *   <li>an observation of weight w (Sherman and Morrison, 1950): P ← P − (w/c)·ggᵀ, θ ← θ +
 *       (we/c)·g, Q ← Q + we²/c; taking it back is the same with −w;
 *   <li>a reward changed by Δ: θ ← θ + wΔ·g, Q ← Q + wΔ(2e + Δ(1 − wq)), P stays;
 *   <li>decay by γ: A ← γA + (1 − γ)λI, b ← γb, Q ← γQ + (1 − γ)λ·θᵀθ′, θ′ the new estimate. The
 *       last follows from A′(θ′ − θ) = −(1 − γ)λθ.
 * </ul>
 *
 * <p>Q is moved by residuals, never computed as Σr² − bᵀθ, so that rewards of 10⁶ ± 1 lose nothing.
 * Rounding in P and θ is repaired from A by Cholesky at a number of changes that depends on d alone,
 * hence at the same facts in every replay; {@link #drift} says how much there was to repair.
 *
 * <p>Only + − × ÷ and comparisons: the same bits on every machine. Cost: d²/2 multiplications for an
 * observation, d·m for a changed reward, d³ for a refresh. All methods change the payload in place,
 * are called by its single writer, and allocate nothing; a {@link Workspace} may hold P back. Where the
 * writer publishes is its business (see {@link TwinBlock}).
 */
public final class ArmPosterior {
  /** The default prior precision λ. */
  public static final double DEFAULT_PRIOR = 1.0;

  private static final int LEAST_REFRESH_INTERVAL = 2048;
  private static final int REFRESH_INTERVAL_PER_DIMENSION = 32;
  private static final double ILL_CONDITIONED = 1e-4;

  private ArmPosterior() {}

  /**
   * The state before any reward.
   *
   * @param dimension d, at least 1
   * @param prior λ, above 0
   */
  public static void initialise(Memory memory, int payload, int dimension, double prior) {
    memory.clear(payload, ArmLayout.words(dimension));
    memory.setLong(payload + DIMENSION, dimension);
    memory.setDouble(payload + PRIOR, prior);
    padWithPrior(memory, payload, 0, dimension);
  }

  /**
   * Learns a reward.
   *
   * @param x its dimension at most d
   * @param reward finite
   * @param weight above 0, usually 1
   */
  public static void observe(
      Memory memory, int payload, SparseVector x, double reward, double weight, Workspace work) {
    move(memory, payload, x, reward, weight, work);
    addGraded(memory, payload, reward, 1);
  }

  /**
   * Takes a learned reward back. Exact up to rounding; where the downdate would be ill-conditioned
   * the inverse is computed afresh.
   *
   * @param weight what is left of the weight it was learned with: that weight times the decay since
   */
  public static void forget(
      Memory memory, int payload, SparseVector x, double reward, double weight, Workspace work) {
    move(memory, payload, x, reward, -weight, work);
    addGraded(memory, payload, reward, -1);
  }

  /**
   * Replaces a learned reward by another one.
   *
   * @param weight as in {@link #forget}
   */
  public static void adjust(
      Memory memory,
      int payload,
      SparseVector x,
      double oldReward,
      double newReward,
      double weight,
      Workspace work) {
    int d = checkedDimension(memory, payload, x);
    double[] gain = work.gain(memory, inverse(payload, d), x, d);
    double change = newReward - oldReward;
    double error = oldReward - Words.dot(memory, theta(payload), x);
    double shrink = 1.0 - weight * Words.dot(gain, x);
    memory.addDouble(payload + LOSS, weight * change * (2.0 * error + change * shrink));
    work.addGain(memory, theta(payload), weight * change, d);
    Words.addSparse(memory, rewards(payload, d), weight * change, x);
    memory.addDouble(payload + SUM, weight * change);
    memory.addDouble(payload + SQUARES, weight * change * (newReward + oldReward));
    addGraded(memory, payload, oldReward, -1);
    addGraded(memory, payload, newReward, 1);
    countChange(memory, payload, d, work);
  }

  /**
   * Forgets a part of everything, towards the prior.
   *
   * @param keep γ, at least 0, at most 1
   */
  public static void decay(Memory memory, int payload, double keep, Workspace work) {
    int d = dimension(memory, payload);
    double prior = prior(memory, payload);
    double[] before = work.vector(d);
    memory.getDoubles(theta(payload), before, 0, d);
    work.precisionChanges();
    Words.scale(memory, precision(payload, d), keep, triangle(d));
    for (int i = 0; i < d; i++) {
      memory.addDouble(precision(payload, d) + triangle(i) + i, (1.0 - keep) * prior);
    }
    Words.scale(memory, rewards(payload, d), keep, d);
    Words.scale(memory, payload + WEIGHT, keep, 3);
    recompute(memory, payload, d, work);
    double pull = 0.0;
    for (int i = 0; i < d; i++) {
      pull += before[i] * memory.getDouble(theta(payload) + i);
    }
    memory.setDouble(payload + LOSS, keep * loss(memory, payload) + (1.0 - keep) * prior * pull);
  }

  /** Computes A⁻¹ and θ from A and b, and records the drift. */
  public static void refresh(Memory memory, int payload, Workspace work) {
    int d = dimension(memory, payload);
    memory.setDouble(payload + DRIFT, recompute(memory, payload, d, work));
  }

  /**
   * Writes a posterior of a larger dimension elsewhere: what was learned, and the prior for the new
   * entries.
   *
   * @param payload the old one, unchanged
   * @param newPayload a stretch that does not overlap the old one, of {@link ArmLayout#words} of the
   *     new dimension
   * @param newDimension at least the old one
   */
  public static void extend(
      Memory memory, int payload, Memory newMemory, int newPayload, int newDimension) {
    int d = dimension(memory, payload);
    newMemory.clear(newPayload, ArmLayout.words(newDimension));
    newMemory.copy(memory, payload, newPayload, theta(0) + d);
    newMemory.copy(memory, rewards(payload, d), rewards(newPayload, newDimension), d);
    newMemory.copy(memory, inverse(payload, d), inverse(newPayload, newDimension), triangle(d));
    newMemory.copy(memory, precision(payload, d), precision(newPayload, newDimension), triangle(d));
    newMemory.setLong(newPayload + DIMENSION, newDimension);
    padWithPrior(newMemory, newPayload, d, newDimension);
  }

  /**
   * Forgets what the ticks since it last faded ask for, and stamps it with them; nothing where it has
   * faded that far.
   *
   * @param ticks how many have passed in all
   * @return whether it changed
   */
  public static boolean fade(Memory memory, int payload, long ticks, Workspace work) {
    long since = ticks - ticks(memory, payload);
    if (since <= 0) {
      return false;
    }
    decay(memory, payload, HalfLife.keep(since), work);
    setTicks(memory, payload, ticks);
    return true;
  }

  /** Up to which tick it has faded. */
  public static long ticks(Memory memory, int payload) {
    return memory.getLong(payload + TICKS);
  }

  /** States up to which tick it has faded. */
  public static void setTicks(Memory memory, int payload, long ticks) {
    memory.setLong(payload + TICKS, ticks);
  }

  /** Dimension d. */
  public static int dimension(Memory memory, int payload) {
    return (int) memory.getLong(payload + DIMENSION);
  }

  /** Prior precision λ. */
  public static double prior(Memory memory, int payload) {
    return memory.getDouble(payload + PRIOR);
  }

  /** Total weight n of what was learned. */
  public static double weight(Memory memory, int payload) {
    return memory.getDouble(payload + WEIGHT);
  }

  /** Σ w·r. */
  public static double rewardSum(Memory memory, int payload) {
    return memory.getDouble(payload + SUM);
  }

  /** Relative error of A⁻¹ that the last {@link #refresh} found. */
  public static double drift(Memory memory, int payload) {
    return memory.getDouble(payload + DRIFT);
  }

  /** Entry i of θ, the estimate under a prior mean of 0. */
  public static double coefficient(Memory memory, int payload, int i) {
    return memory.getDouble(theta(payload) + i);
  }

  /** Entry (i, j) of A⁻¹. */
  public static double covariance(Memory memory, int payload, int i, int j) {
    int start = inverse(payload, dimension(memory, payload));
    return memory.getDouble(start + triangle(Math.max(i, j)) + Math.min(i, j));
  }

  /** Changes after which the inverse is computed afresh. */
  static long refreshInterval(int dimension) {
    return Math.max(LEAST_REFRESH_INTERVAL, REFRESH_INTERVAL_PER_DIMENSION * (long) dimension);
  }

  static double loss(Memory memory, int payload) {
    return memory.getDouble(payload + LOSS);
  }

  static void move(
      Memory memory, int payload, SparseVector x, double reward, double weight, Workspace work) {
    int d = checkedDimension(memory, payload, x);
    work.precisionMoves(x);
    Words.addOuter(memory, precision(payload, d), weight, x);
    Words.addSparse(memory, rewards(payload, d), weight * reward, x);
    memory.addDouble(payload + WEIGHT, weight);
    memory.addDouble(payload + SUM, weight * reward);
    memory.addDouble(payload + SQUARES, weight * reward * reward);
    double[] gain = work.gain(memory, inverse(payload, d), x, d);
    double error = reward - Words.dot(memory, theta(payload), x);
    double growth = 1.0 + weight * Words.dot(gain, x);
    if (growth < ILL_CONDITIONED) {
      refresh(memory, payload, work);
      double newError = reward - Words.dot(memory, theta(payload), x);
      memory.addDouble(payload + LOSS, weight * error * newError);
      return;
    }
    work.addOuterGain(memory, inverse(payload, d), -weight / growth, d);
    work.addGain(memory, theta(payload), weight * error / growth, d);
    memory.addDouble(payload + LOSS, weight * error * (error / growth));
    countChange(memory, payload, d, work);
  }

  private static double recompute(Memory memory, int payload, int d, Workspace work) {
    work.load(memory, precision(payload, d), d);
    work.decompose(d);
    work.solve(memory, rewards(payload, d), theta(payload), d);
    memory.setLong(payload + CHANGES, 0);
    return work.replaceInverse(memory, inverse(payload, d), d);
  }

  private static void countChange(Memory memory, int payload, int d, Workspace work) {
    long changes = memory.getLong(payload + CHANGES) + 1;
    memory.setLong(payload + CHANGES, changes);
    if (changes >= refreshInterval(d)) {
      refresh(memory, payload, work);
    }
  }

  private static void addGraded(Memory memory, int payload, double reward, int count) {
    if (reward != 0.0 && reward != 1.0) {
      memory.addDouble(payload + GRADED, count);
    }
  }

  private static void padWithPrior(Memory memory, int payload, int from, int dimension) {
    double prior = prior(memory, payload);
    for (int i = from; i < dimension; i++) {
      memory.setDouble(inverse(payload, dimension) + triangle(i) + i, 1.0 / prior);
      memory.setDouble(precision(payload, dimension) + triangle(i) + i, prior);
    }
  }

  private static int checkedDimension(Memory memory, int payload, SparseVector x) {
    int dimension = dimension(memory, payload);
    if (x.dimension() > dimension) {
      throw new IllegalArgumentException(
          "a vector of dimension " + x.dimension() + " for an arm of " + dimension);
    }
    return dimension;
  }
}

package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * What {@link HybridThompson} makes of the arms of one slot in one decision: the posterior of the parameters
 * that they share, and draws from it. Working memory of one thread; grows to the largest slot seen.
 */
public final class Shared {
  private static final double[][] NONE = {};
  private static final double PRIOR = 1.0;

  /** By arm uid: its features, each in [−1, 1]; all as many. */
  private double[][] features = NONE;

  private int[] arms = {};
  private double[] normals = {};
  private int size;

  /** Whether arms are to tell what they say of what they share. */
  private boolean awaited;

  /** By eligible arm: λ·Σ xᵢP[i, 0], λθ[0], and λ − λ²P[0, 0]. */
  double[] pull = new double[16];

  double[] intercept = new double[16];
  double[] knowledge = new double[16];

  /** r̄. */
  double slotMean;

  /** Sums of the draws' pmfs. */
  double[] total = new double[16];

  private double[] base = new double[16];
  private double[] factor = {};
  private double[] centre = {};
  private double[] delta = {};

  /** Whether no arm has a feature. */
  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Says which arms are scored next, and their features.
   *
   * @param features by arm uid, all of the same length
   * @param arms uids of the eligible arms; {@code count} of them count
   */
  public void begin(double[][] features, int[] arms, int count) {
    this.features = features;
    this.arms = arms;
    awaited = true;
    size = features.length == 0 ? 0 : features[0].length;
    if (pull.length < count) {
      pull = new double[count];
      intercept = new double[count];
      knowledge = new double[count];
      total = new double[count];
      base = new double[count];
    }
    if (centre.length < size) {
      factor = new double[size * size];
      centre = new double[size];
      delta = new double[size];
      normals = new double[HybridThompson.DRAWS * size];
    }
  }

  /** Takes the numbers that draws are made of: keyed uniform ones, turned by Box and Muller (1958). */
  public void fill(KeyedGenerator draws, int slot) {
    int count = HybridThompson.DRAWS * size;
    for (int i = 0; i < count; i += 2) {
      double radius =
          Math.sqrt(-2.0 * StrictMath.log(1.0 - draws.uniform(slot, i, Purpose.SHARED)));
      double angle = 2.0 * Math.PI * draws.uniform(slot, i + 1, Purpose.SHARED);
      normals[i] = radius * StrictMath.cos(angle);
      if (i + 1 < count) {
        normals[i + 1] = radius * StrictMath.sin(angle);
      }
    }
  }

  boolean isAwaited() {
    return awaited;
  }

  /** Computes δ's posterior. */
  void fit(int count) {
    awaited = false;
    Arrays.fill(factor, 0, size * size, 0.0);
    Arrays.fill(centre, 0, size, 0.0);
    for (int i = 0; i < size; i++) {
      factor[i * size + i] = PRIOR;
    }
    for (int arm = 0; arm < count; arm++) {
      double[] f = features[arms[arm]];
      double seen = intercept[arm] - slotMean * knowledge[arm];
      for (int i = 0; i < size; i++) {
        centre[i] += f[i] * seen;
        for (int j = 0; j <= i; j++) {
          factor[i * size + j] += f[i] * f[j] * knowledge[arm];
        }
      }
    }
    decompose();
    solveLower(centre);
    solveUpper(centre);
    settle();
  }

  /** A draw of δ. */
  void draw(int number, double width) {
    System.arraycopy(normals, number * size, delta, 0, size);
    solveUpper(delta);
    for (int i = 0; i < size; i++) {
      delta[i] = centre[i] + width * delta[i];
    }
  }

  /** The mean of δ in a draw's place. */
  void settle() {
    System.arraycopy(centre, 0, delta, 0, size);
  }

  void keep(double[] means, int count) {
    System.arraycopy(means, 0, base, 0, count);
  }

  /** The arms' means, given δ. */
  void shift(double[] means, int count) {
    for (int arm = 0; arm < count; arm++) {
      double[] f = features[arms[arm]];
      double worth = 0.0;
      for (int i = 0; i < size; i++) {
        worth += f[i] * delta[i];
      }
      means[arm] = base[arm] + pull[arm] * worth;
    }
  }

  /** A₀ = LLᵀ in place, in one order: the same bits everywhere. Its least eigenvalue is 1 at least. */
  private void decompose() {
    for (int j = 0; j < size; j++) {
      for (int i = j; i < size; i++) {
        double sum = factor[i * size + j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i * size + k] * factor[j * size + k];
        }
        factor[i * size + j] = i == j ? Math.sqrt(sum) : sum / factor[j * size + j];
      }
    }
  }

  private void solveLower(double[] v) {
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        v[i] -= factor[i * size + k] * v[k];
      }
      v[i] /= factor[i * size + i];
    }
  }

  private void solveUpper(double[] v) {
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        v[i] -= factor[k * size + i] * v[k];
      }
      v[i] /= factor[i * size + i];
    }
  }
}

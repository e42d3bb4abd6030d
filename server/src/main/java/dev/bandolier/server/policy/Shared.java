package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * What {@link HybridThompson} makes of the arms of one slot in one decision: the posterior of the parameters
 * that they share, and draws from it. Working memory of one thread; grows to the largest slot seen.
 */
public final class Shared {
  /** The beliefs' scales are its powers. */
  private static final double STEP = 4.0;

  /** How many there are at most. */
  static final int LEVELS = 6;

  /** A row for each eligible arm: its features, each in [−1, 1], and 1 for what all arms have. */
  private double[] rows = {};

  private double[] normals = {};
  private int size;

  /** Whether arms are to tell what they say of what they share. */
  private boolean awaited;

  /** By eligible arm: λ·Σ xᵢP[i, 0], λθ[0], and λ − λ²P[0, 0]. */
  double[] pull = new double[16];

  double[] intercept = new double[16];
  double[] knowledge = new double[16];

  /** λ, and the variance of the arm's mean in units of the noise's. */
  double[] prior = new double[16];

  double[] variance = new double[16];

  /** r̄. */
  double slotMean;

  /** Sums of the draws' pmfs. */
  double[] total = new double[16];

  private final SharedFit[] fits = new SharedFit[LEVELS];
  private final double[] belief = new double[LEVELS];
  private int held;
  private double[] mean = new double[16];
  private double[] width = new double[16];
  private double[] delta = {};

  Shared() {
    for (int level = 0; level < LEVELS; level++) {
      fits[level] = new SharedFit(StrictMath.pow(STEP, level));
    }
  }

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
    awaited = true;
    int told = features.length == 0 ? 0 : features[0].length;
    size = told == 0 ? 0 : told + 1;
    if (pull.length < count) {
      pull = new double[count];
      intercept = new double[count];
      knowledge = new double[count];
      prior = new double[count];
      variance = new double[count];
      total = new double[count];
      mean = new double[count];
      width = new double[count];
    }
    if (delta.length < size) {
      delta = new double[size];
      normals = new double[HybridThompson.DRAWS * size];
    }
    for (SharedFit fit : fits) {
      fit.resize(size);
    }
    fillRows(features, arms, count);
    Arrays.fill(prior, 0, count, 1.0);
  }

  private void fillRows(double[][] features, int[] arms, int count) {
    if (rows.length < count * size) {
      rows = new double[count * size];
    }
    for (int arm = 0; arm < count && size > 0; arm++) {
      System.arraycopy(features[arms[arm]], 0, rows, arm * size, size - 1);
      rows[arm * size + size - 1] = 1.0;
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

  /**
   * Computes δ's posterior under each belief, and how much each is believed.
   *
   * @param levels how many of the beliefs are held
   */
  void fit(Estimates estimates, int levels) {
    awaited = false;
    int count = estimates.count;
    System.arraycopy(estimates.mean, 0, mean, 0, count);
    System.arraycopy(estimates.width, 0, width, 0, count);
    held = estimates.noise > 0.0 ? levels : 1;
    double most = Double.NEGATIVE_INFINITY;
    for (int level = 0; level < held; level++) {
      fits[level].fit(this, count, estimates.noise);
      most = Math.max(most, fits[level].evidence());
    }
    if (!Double.isFinite(most)) {
      held = 1;
    }
    double sum = 0.0;
    for (int level = 0; level < held; level++) {
      belief[level] = held == 1 ? 1.0 : StrictMath.exp(fits[level].evidence() - most);
      sum += belief[level];
    }
    for (int level = 0; level < held; level++) {
      belief[level] /= sum;
    }
  }

  /** The belief of a draw: each gets as many of the draws as it is believed. */
  int level(int draw, int draws) {
    double left = (draw + 0.5) / draws;
    int level = 0;
    while (level < held - 1 && left >= belief[level]) {
      left -= belief[level++];
    }
    return level;
  }

  /** Sets the arms' widths under a belief. */
  void narrow(int level, Estimates estimates) {
    for (int arm = 0; arm < estimates.count; arm++) {
      estimates.width[arm] = width[arm] * Math.sqrt(fits[level].narrowing(this, arm));
    }
  }

  /** Sets the arms' means under a belief, given a draw of δ. */
  void draw(int level, int number, double deviations, Estimates estimates) {
    fits[level].draw(normals, number * size, deviations, delta);
    for (int arm = 0; arm < estimates.count; arm++) {
      estimates.mean[arm] = fits[level].mean(this, arm, delta);
    }
  }

  /** Sets the arms' means and widths to those of all beliefs together. */
  void settle(Estimates estimates) {
    for (int arm = 0; arm < estimates.count; arm++) {
      double sum = 0.0;
      double square = 0.0;
      for (int level = 0; level < held; level++) {
        sum += belief[level] * fits[level].mean(this, arm, fits[level].centre());
        square += belief[level] * fits[level].narrowing(this, arm);
      }
      estimates.mean[arm] = sum;
      estimates.width[arm] = width[arm] * Math.sqrt(square);
    }
  }

  /** A feature of an arm; the last is 1. */
  double feature(int arm, int i) {
    return rows[arm * size + i];
  }

  /** λθ[0] − r̄V. */
  double seen(int arm) {
    return intercept[arm] - slotMean * knowledge[arm];
  }

  /** An arm's mean where δ is 0, by the stated prior. */
  double mean(int arm) {
    return mean[arm];
  }
}

package dev.bandolier.server.policy;

import java.util.Arrays;

/** P(a) = ∫ φₐ ∏ Φ_b by Simpson's rule between the points of every arm's own fine grid. */
final class ExactPmf {
  private static final int REACH = 8;
  private static final int PER_WIDTH = 20;

  private ExactPmf() {}

  static double[] of(double[] mean, double[] width) {
    double[] grid = grid(mean, width);
    double[] pmf = new double[mean.length];
    double[] left = integrand(mean, width, grid[0]);
    for (int i = 1; i < grid.length; i++) {
      double[] right = integrand(mean, width, grid[i]);
      double[] middle = integrand(mean, width, 0.5 * (grid[i - 1] + grid[i]));
      for (int a = 0; a < pmf.length; a++) {
        pmf[a] += (grid[i] - grid[i - 1]) / 6 * (left[a] + 4 * middle[a] + right[a]);
      }
      left = right;
    }
    return pmf;
  }

  private static double[] grid(double[] mean, double[] width) {
    int each = 2 * REACH * PER_WIDTH + 1;
    double[] points = new double[mean.length * each];
    for (int i = 0; i < points.length; i++) {
      int arm = i / each;
      points[i] = mean[arm] + width[arm] * ((double) (i % each) / PER_WIDTH - REACH);
    }
    Arrays.sort(points);
    return points;
  }

  private static double[] integrand(double[] mean, double[] width, double t) {
    double below = 1;
    double[] hazard = new double[mean.length];
    for (int a = 0; a < mean.length && below > 1e-20; a++) {
      double u = (t - mean[a]) / width[a];
      double distribution = distribution(u);
      below *= distribution;
      hazard[a] = below > 0 ? density(u) / width[a] / distribution : 0;
    }
    for (int a = 0; a < mean.length; a++) {
      hazard[a] = below > 1e-20 ? below * hazard[a] : 0;
    }
    return hazard;
  }

  static double density(double u) {
    return StrictMath.exp(-0.5 * u * u) / StrictMath.sqrt(2 * StrictMath.PI);
  }

  /** Φ, to about 1e-16 absolutely. */
  static double distribution(double u) {
    if (StrictMath.abs(u) > REACH) {
      return u > 0 ? 1 : 0;
    }
    double sum = 0;
    double term = u;
    for (int n = 3; sum + term != sum; n += 2) {
      sum += term;
      term *= u * u / n;
    }
    return Math.max(0, 0.5 + sum * density(u));
  }
}

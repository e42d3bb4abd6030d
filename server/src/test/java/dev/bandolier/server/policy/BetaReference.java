package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * With what probability each of some Beta variables is the largest, slowly: every density on the union of even grids over all of
 * their ranges, down to e⁻³⁰ of the mode, distributions and the outer integral by Simpson's rule, constants by what the sums come to. At 150 points a
 * variable halving the steps changes nothing by more than 1e-6.
 */
final class BetaReference {
  private static final double REACH = 30.0;

  private final double[] alpha;
  private final double[] beta;
  private final double[] x;
  private final double[][] density;
  private final double[][] distribution;

  private BetaReference(double[] alpha, double[] beta, int points) {
    this.alpha = alpha;
    this.beta = beta;
    this.x = nodes(points);
    this.density = new double[alpha.length][x.length];
    this.distribution = new double[alpha.length][x.length];
    for (int i = 0; i < alpha.length; i++) {
      fill(i);
    }
  }

  /**
   * The probabilities.
   *
   * @param points of each variable's grid
   */
  static double[] largest(double[] alpha, double[] beta, int points) {
    return new BetaReference(alpha, beta, points).integrate();
  }

  /** Ends of intervals at even places, their middles between. */
  private double[] nodes(int points) {
    double[] ends = new double[alpha.length * (points + 1)];
    for (int i = 0; i < alpha.length; i++) {
      double lower = end(i, -1.0);
      double step = (end(i, 1.0) - lower) / points;
      for (int j = 0; j <= points; j++) {
        ends[i * (points + 1) + j] = lower + j * step;
      }
    }
    Arrays.sort(ends);
    double[] all = new double[2 * ends.length - 1];
    for (int j = 0; j < all.length; j++) {
      all[j] = 0.5 * (ends[j / 2] + ends[(j + 1) / 2]);
    }
    return all;
  }

  private double end(int i, double sign) {
    double reached = 1e-9;
    while (fall(i, mode(i) + sign * reached) < REACH) {
      reached *= 1.1;
    }
    return mode(i) + sign * reached;
  }

  private void fill(int i) {
    double[] f = density[i];
    double[] sum = distribution[i];
    for (int j = 0; j < x.length; j++) {
      f[j] = StrictMath.exp(-fall(i, x[j]));
    }
    for (int j = 2; j < x.length; j += 2) {
      double width = x[j] - x[j - 2];
      sum[j - 1] = sum[j - 2] + width / 24.0 * (5.0 * f[j - 2] + 8.0 * f[j - 1] - f[j]);
      sum[j] = sum[j - 2] + width / 6.0 * (f[j - 2] + 4.0 * f[j - 1] + f[j]);
    }
    double all = sum[x.length - 1];
    for (int j = 0; j < x.length; j++) {
      f[j] /= all;
      sum[j] = Math.max(1e-300, sum[j] / all);
    }
  }

  private double[] integrate() {
    double[] logs = new double[x.length];
    for (double[] sum : distribution) {
      for (int j = 0; j < x.length; j++) {
        logs[j] += StrictMath.log(sum[j]);
      }
    }
    double[] chances = new double[alpha.length];
    for (int i = 0; i < alpha.length; i++) {
      for (int j = 2; j < x.length; j += 2) {
        double values = part(i, j - 2, logs) + 4.0 * part(i, j - 1, logs) + part(i, j, logs);
        chances[i] += (x[j] - x[j - 2]) / 6.0 * values;
      }
    }
    return chances;
  }

  private double part(int i, int j, double[] logs) {
    return density[i][j] * StrictMath.exp(logs[j]) / distribution[i][j];
  }

  private double mode(int i) {
    return StrictMath.log(alpha[i] / beta[i]);
  }

  /** By how much the logarithm of the density lies below that at the mode. */
  private double fall(int i, double at) {
    double n = alpha[i] + beta[i];
    return alpha[i] * (mode(i) - at) + n * (softplus(at) - softplus(mode(i)));
  }

  private static double softplus(double x) {
    return Math.max(x, 0.0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }
}

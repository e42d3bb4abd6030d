package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * The Beta posteriors over which {@link BetaThompson} integrates, in x = ln(t / (1 − t)). Structure of
 * arrays; the first {@link #active} places are contenders' indices. Working memory of one thread.
 */
final class LogitBetas {
  /** How far below its mode's logarithm a density is followed. */
  private static final double REACH = 18.0;

  /** What the chance to lie below a node is never taken to be less than. */
  private static final double LEAST = 1e-12;

  /** Points of the sum that finds a density's constant. */
  private static final int POINTS = 48;

  private double[] alpha = new double[0];
  private double[] total = new double[0];
  private double[] constant = new double[0];
  private double[] lower = new double[0];
  private double[] upper = new double[0];
  private double[] survival = new double[0];
  private double[] density = new double[0];
  private double[] below = new double[0];
  private int[] contenders = new int[0];
  private int count;
  private int active;

  /** L, where the integral begins. */
  double bottom;

  /** Where it ends. */
  double top;

  /** The narrowest range of a contender. */
  double narrowest;

  void clear(int capacity) {
    if (alpha.length < capacity) {
      alpha = new double[capacity];
      total = new double[capacity];
      constant = new double[capacity];
      lower = new double[capacity];
      upper = new double[capacity];
      survival = new double[capacity];
      density = new double[capacity];
      below = new double[capacity];
      contenders = new int[capacity];
    }
    count = 0;
  }

  /** Adds Beta(a, b), each at least 1. */
  void add(double a, double b) {
    alpha[count] = a;
    total[count] = a + b;
    double mode = StrictMath.log(a / b);
    constant[count] = 0.0;
    constant[count] = -logDensity(count, mode, softplus(mode));
    double scale = Math.sqrt(total[count] / (a * b));
    lower[count] = end(mode, -scale);
    upper[count] = end(mode, scale);
    constant[count] -= StrictMath.log(mass());
    count++;
  }

  /** Finds who can win, and over which range. */
  void contend() {
    bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      bottom = Math.max(bottom, lower[i]);
    }
    top = bottom;
    narrowest = Double.POSITIVE_INFINITY;
    active = 0;
    for (int i = 0; i < count; i++) {
      if (upper[i] > bottom) {
        contenders[active++] = i;
        top = Math.max(top, upper[i]);
        narrowest = Math.min(narrowest, upper[i] - lower[i]);
      }
    }
    Arrays.fill(survival, 0, count, 0.0);
  }

  /**
   * Evaluates the contenders at a node below all that came before.
   *
   * @param x the node
   * @param slope x′ there
   * @param bend x″ there
   * @param step between the nodes, in units of v
   * @param correction what the running sum's correction is multiplied by
   */
  void evaluate(double x, double slope, double bend, double step, double correction) {
    double softplus = softplus(x);
    double rate = 1.0 / (1.0 + StrictMath.exp(-x));
    for (int k = 0; k < active; k++) {
      int i = contenders[k];
      double g = StrictMath.exp(logDensity(i, x, softplus));
      double part = step * g * slope;
      double change = g * ((alpha[i] - total[i] * rate) * slope * slope + bend);
      density[i] = part;
      below[i] = Math.max(LEAST, 1.0 - (survival[i] + 0.5 * part + correction * change));
      survival[i] += part;
    }
  }

  /** Gives every contender its part of the integral at the node that was evaluated last. */
  void award(double[] pmf) {
    double all = 1.0;
    for (int k = 0; k < active; k++) {
      all *= below[contenders[k]];
    }
    for (int k = 0; k < active; k++) {
      int i = contenders[k];
      pmf[i] += density[i] * (all / below[i]);
    }
  }

  private double logDensity(int i, double x, double softplus) {
    return constant[i] + alpha[i] * x - total[i] * softplus;
  }

  private double end(double mode, double scale) {
    double step = 4.0 * scale;
    double x = mode + step;
    while (logDensity(count, x, softplus(x)) > -REACH) {
      step *= 1.2;
      x = mode + step;
    }
    return x;
  }

  private double mass() {
    double step = (upper[count] - lower[count]) / POINTS;
    double sum = 0.0;
    for (int point = 0; point <= POINTS; point++) {
      double x = lower[count] + point * step;
      sum += StrictMath.exp(logDensity(count, x, softplus(x)));
    }
    return step * sum;
  }

  private static double softplus(double x) {
    return Math.max(x, 0.0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }
}

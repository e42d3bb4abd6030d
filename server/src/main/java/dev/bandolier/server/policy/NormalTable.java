package dev.bandolier.server.policy;

/**
 * The standard normal density φ and distribution Φ on [−{@value #REACH}, {@value #REACH}], tabulated.
 *
 * <p>Nodes lie 1/32 apart. Around each, φ is its Taylor polynomial of degree 3 and Φ that polynomial's
 * integral: absolute errors are below 1e-8 for both, and φ is the derivative of Φ within a node's
 * cell. The table is filled with Marsaglia's series Φ(x) = ½ + φ(x)(x + x³/3 + x⁵/15 + …)
 * ("Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004) and {@link
 * StrictMath}: the same bits on every machine.
 *
 * <p>Layout: {@value #STRIDE} doubles a node: Φ, and the coefficients of φ from degree 0 to 3.
 */
final class NormalTable {
  /** Beyond this many standard deviations a normal variable is taken not to lie: 7.6e-8 a side. */
  static final double REACH = 5.25;

  static final int NODES_PER_UNIT = 32;
  static final int STRIDE = 5;

  private static final int LAST = (int) (2 * REACH * NODES_PER_UNIT);
  private static final double[] TABLE = fill();

  private NormalTable() {}

  static double[] table() {
    return TABLE;
  }

  /** Index of the node nearest to u, within ±{@value #REACH}. */
  static int node(double u) {
    return (int) ((u + REACH) * NODES_PER_UNIT + 0.5);
  }

  /** Where that node lies. */
  static double at(int node) {
    return node * (1.0 / NODES_PER_UNIT) - REACH;
  }

  static double density(double[] table, int cell, double off) {
    return table[cell + 1]
        + off * (table[cell + 2] + off * (table[cell + 3] + off * table[cell + 4]));
  }

  static double distribution(double[] table, int cell, double off) {
    double slope =
        table[cell + 1]
            + off
                * (table[cell + 2] * (1.0 / 2)
                    + off * (table[cell + 3] * (1.0 / 3) + off * (table[cell + 4] * (1.0 / 4))));
    return table[cell] + off * slope;
  }

  private static double[] fill() {
    double[] table = new double[(LAST + 1) * STRIDE];
    for (int node = 0; node <= LAST; node++) {
      double x = at(node);
      double density = StrictMath.exp(-0.5 * x * x) / StrictMath.sqrt(2.0 * StrictMath.PI);
      int cell = node * STRIDE;
      table[cell] = distribution(x, density);
      table[cell + 1] = density;
      table[cell + 2] = -x * density;
      table[cell + 3] = (x * x - 1.0) / 2.0 * density;
      table[cell + 4] = (3.0 * x - x * x * x) / 6.0 * density;
    }
    return table;
  }

  private static double distribution(double x, double density) {
    double sum = 0.0;
    double term = x;
    for (int n = 3; sum + term != sum; n += 2) {
      sum += term;
      term *= x * x / n;
    }
    return 0.5 + sum * density;
  }
}

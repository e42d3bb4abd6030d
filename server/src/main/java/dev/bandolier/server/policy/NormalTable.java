package dev.bandolier.server.policy;

/**
 * The standard normal distribution Φ and its hazard h = φ/Φ on [−{@value #REACH}, {@value #REACH}],
 * tabulated.
 *
 * <p>Nodes lie 1/32 apart. Around each, both are their Taylor polynomials of degree 3, with errors below
 * 1e-8: h′ = −h(x + h), and so on. The table is filled with Marsaglia's series Φ(x) = ½ + φ(x)(x + x³/3
 * + x⁵/15 + …) ("Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004) and
 * {@link StrictMath}: the same bits on every machine.
 *
 * <p>Layout: {@value #STRIDE} doubles a node, which is one line of a cache: the coefficients of Φ from
 * degree 0 to 3, then those of h. That h is there spares a division for every arm at every node.
 */
final class NormalTable {
  /** Beyond this many standard deviations a normal variable is taken not to lie: 7.6e-8 a side. */
  static final double REACH = 5.25;

  static final int STRIDE = 8;

  private static final int NODES_PER_UNIT = 32;
  private static final int HAZARD = 4;

  /** 1.5·2⁵²: what is added to it is rounded to an integer. */
  private static final double ROUNDER = 0x1.8p52;

  private static final int LAST = (int) (2 * REACH * NODES_PER_UNIT);
  private static final double[] TABLE = fill();

  private NormalTable() {}

  static double[] table() {
    return TABLE;
  }

  /**
   * The node nearest to u, within ±{@value #REACH}, as a number whose lowest bits are its index: so large a
   * number has no fraction. No integer is converted, which would tie the arms of an integral to one another on x86.
   */
  static double place(double u) {
    return (u + REACH) * NODES_PER_UNIT + ROUNDER;
  }

  /** How far u lies above the node at that place. Exact, but for the last difference. */
  static double off(double u, double place) {
    return u - ((place - ROUNDER) * (1.0 / NODES_PER_UNIT) - REACH);
  }

  /** Where the node's coefficients begin. */
  static int cell(double place) {
    return (int) Double.doubleToRawLongBits(place) * STRIDE;
  }

  /**
   * The least node above 0 beyond which no more than a tail lies, or {@value #REACH}.
   *
   * @param tail above 0
   */
  static double reach(double tail) {
    int node = LAST / 2;
    while (node < LAST && 1.0 - TABLE[node * STRIDE] > tail) {
      node++;
    }
    return at(node);
  }

  /** Mills' ratio Q/φ, where |u| is no more than {@value #REACH}; not by the table, and dear. */
  static double millsRatio(double u) {
    double density = StrictMath.exp(-0.5 * u * u) / StrictMath.sqrt(2.0 * StrictMath.PI);
    return (1.0 - distribution(u, density)) / density;
  }

  static double distribution(double[] table, int cell, double off) {
    return cubic(table, cell, off);
  }

  static double hazard(double[] table, int cell, double off) {
    return cubic(table, cell + HAZARD, off);
  }

  private static double cubic(double[] table, int at, double off) {
    return table[at] + off * (table[at + 1] + off * (table[at + 2] + off * table[at + 3]));
  }

  private static double at(int node) {
    return node * (1.0 / NODES_PER_UNIT) - REACH;
  }

  private static double[] fill() {
    double[] table = new double[(LAST + 1) * STRIDE];
    for (int node = 0; node <= LAST; node++) {
      double x = at(node);
      double density = StrictMath.exp(-0.5 * x * x) / StrictMath.sqrt(2.0 * StrictMath.PI);
      double distribution = distribution(x, density);
      fillDistribution(table, node * STRIDE, x, density, distribution);
      fillHazard(table, node * STRIDE + HAZARD, x, density / distribution);
    }
    return table;
  }

  private static void fillDistribution(
      double[] table, int at, double x, double density, double distribution) {
    table[at] = distribution;
    table[at + 1] = density;
    table[at + 2] = -x * density / 2.0;
    table[at + 3] = (x * x - 1.0) * density / 6.0;
  }

  private static void fillHazard(double[] table, int at, double x, double h) {
    double first = -h * (x + h);
    double second = -first * (x + h) - h * (1.0 + first);
    table[at] = h;
    table[at + 1] = first;
    table[at + 2] = second / 2.0;
    table[at + 3] = (-second * (x + 2.0 * h) - 2.0 * first * (1.0 + first)) / 6.0;
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

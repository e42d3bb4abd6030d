package dev.bandolier.server.policy;

/**
 * Exponential and natural logarithm by tables: eʸ = 2^q·2^(j/64)·eʳ with |r| ≤ ln 2 / 128, and ln(2^e·m) = e·ln 2 + ln c + ln(1 + r)
 * with m/c = 1 + r and |r| ≤ 1/256, the last factor or term of each by its Taylor polynomial. {@link StrictMath}, which costs several
 * times as much, fills the tables; the rest is + − × alone: the same bits on every machine.
 */
final class ExpTable {
  private static final int EXP_NODES = 64;
  private static final int EXP_BITS = 6;
  private static final double EXP_NODES_PER_UNIT = EXP_NODES / StrictMath.log(2.0);

  /** ln 2 / 64 in two parts, of which the first has 21 zeros at its end: its product with a node is exact. */
  private static final double HIGH =
      Double.longBitsToDouble(
          Double.doubleToRawLongBits(StrictMath.log(2.0) / EXP_NODES) & -1L << 21);

  private static final double LOW = StrictMath.log(2.0) / EXP_NODES - HIGH;

  /** 1.5·2⁵²: what is added to it is rounded to an integer. */
  private static final double ROUNDER = 0x1.8p52;

  private static final double LEAST = -700.0;
  private static final int BIAS = 1023;
  private static final int FRACTION_BITS = 52;
  private static final long FRACTION = (1L << FRACTION_BITS) - 1;
  private static final long ONE = (long) BIAS << FRACTION_BITS;
  private static final double LN_2 = StrictMath.log(2.0);
  private static final int LOG_BITS = 7;
  private static final double[] EXP = fillExp();
  private static final double[] LOG = fillLog();

  private ExpTable() {}

  /**
   * eʸ, but for a relative error of 1e-13.
   *
   * @param y at most 700; of what lies below −700, e⁻⁷⁰⁰ is returned
   */
  static double exp(double y) {
    double power = y > LEAST ? y : LEAST;
    double place = power * EXP_NODES_PER_UNIT + ROUNDER;
    double node = place - ROUNDER;
    double r = power - node * HIGH - node * LOW;
    int number = (int) Double.doubleToRawLongBits(place);
    double scale = Double.longBitsToDouble((long) ((number >> EXP_BITS) + BIAS) << FRACTION_BITS);
    double entry = EXP[number & EXP_NODES - 1] * scale;
    return entry + entry * (r + r * r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24))));
  }

  /**
   * ln x, but for an error of 4e-16 and of two units in the last place.
   *
   * @param x above 0, finite, not subnormal
   */
  static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int cell = (int) (bits >> FRACTION_BITS - LOG_BITS) & (1 << LOG_BITS) - 1;
    double fraction = Double.longBitsToDouble(bits & FRACTION | ONE);
    double exponent = (bits >> FRACTION_BITS) - BIAS;
    double r = fraction * LOG[2 * cell] - 1.0;
    double odd = 1.0 / 3 + r * (-1.0 / 4 + r * (1.0 / 5 + r * (-1.0 / 6)));
    return exponent * LN_2 + (LOG[2 * cell + 1] + (r + r * r * (-0.5 + r * odd)));
  }

  private static double[] fillExp() {
    double[] table = new double[EXP_NODES];
    for (int j = 0; j < EXP_NODES; j++) {
      table[j] = StrictMath.pow(2.0, (double) j / EXP_NODES);
    }
    return table;
  }

  /** By cell: 1/c, and ln c. */
  private static double[] fillLog() {
    double[] table = new double[2 << LOG_BITS];
    for (int cell = 0; cell < 1 << LOG_BITS; cell++) {
      double inverse = 1.0 / (1.0 + (cell + 0.5) / (1 << LOG_BITS));
      table[2 * cell] = inverse;
      table[2 * cell + 1] = -StrictMath.log(inverse);
    }
    return table;
  }
}

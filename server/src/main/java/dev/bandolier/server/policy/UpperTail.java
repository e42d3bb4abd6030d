package dev.bandolier.server.policy;

/**
 * The standard normal's density φ and upper tail Q = 1 − Φ for many arms at one node of an integral,
 * where u is {@value #FROM} or more: by + − × ÷ alone, so that JDK 17's compiler makes vectors of the loops (which it
 * does of short ones only, hence three) and every machine gets the same bits.
 *
 * <pre>
 *   φ(u) = e^(−16c)/√2π · T(u²/32 − c)⁻¹⁶     T the Taylor polynomial of eᵈ of degree 7
 *   Q(u) = φ(u)·R(u)                        R the polynomial of degree 10 through Mills' ratio Q/φ at Chebyshev's points
 *   1/Φ  = (1 + Q)(1 + Q²)(1 + Q⁴)          but for Q⁸, 4e-7
 * </pre>
 *
 * <p>The relative errors of φ and R are below 1e-6 up to {@link NormalTable#REACH}; beyond, both φ and Q fall on.
 */
final class UpperTail {
  /** From where on it holds; at most 0.16 of a normal variable lies above. */
  static final double FROM = 1.0;

  private static final int DEGREE = 10;
  private static final double CENTRE = 0.43;
  private static final double SCALE =
      StrictMath.exp(-16.0 * CENTRE) / StrictMath.sqrt(2.0 * StrictMath.PI);
  private static final double MIDDLE = 0.5 * (NormalTable.REACH + FROM);
  private static final double[] RATIO = ratio();
  private static final double R0 = RATIO[0];
  private static final double R1 = RATIO[1];
  private static final double R2 = RATIO[2];
  private static final double R3 = RATIO[3];
  private static final double R4 = RATIO[4];
  private static final double R5 = RATIO[5];
  private static final double R6 = RATIO[6];
  private static final double R7 = RATIO[7];
  private static final double R8 = RATIO[8];
  private static final double R9 = RATIO[9];
  private static final double R10 = RATIO[10];

  private UpperTail() {}

  /**
   * Looks at arms whose u = offset + τ·density is at least {@link #FROM}.
   *
   * @param below receives Φ(u) at the arm's place
   * @param hazard receives φ(u)/Φ(u) times the arm's density
   */
  static void look(
      double[] offset,
      double[] density,
      double tau,
      int from,
      int to,
      double[] below,
      double[] hazard) {
    densities(offset, density, tau, from, to, hazard);
    ratios(offset, density, tau, from, to, below);
    for (int i = from; i < to; i++) {
      double q = hazard[i] * below[i];
      double square = q * q;
      below[i] = 1.0 - q;
      hazard[i] *= density[i] * ((1.0 + q) * (1.0 + square) * (1.0 + square * square));
    }
  }

  private static void densities(
      double[] offset, double[] density, double tau, int from, int to, double[] result) {
    for (int i = from; i < to; i++) {
      result[i] = density(offset[i] + tau * density[i]);
    }
  }

  private static void ratios(
      double[] offset, double[] density, double tau, int from, int to, double[] result) {
    for (int i = from; i < to; i++) {
      result[i] = millsRatio(offset[i] + tau * density[i]);
    }
  }

  static double density(double u) {
    double d = u * u * (1.0 / 32) - CENTRE;
    double low = 1.0 + d * (1.0 + d * (1.0 / 2 + d * (1.0 / 6)));
    double high = 1.0 / 24 + d * (1.0 / 120 + d * (1.0 / 720 + d * (1.0 / 5040)));
    double d2 = d * d;
    double root = low + d2 * d2 * high;
    double second = root * root;
    double fourth = second * second;
    double eighth = fourth * fourth;
    return SCALE / (eighth * eighth);
  }

  static double millsRatio(double u) {
    double x = u - MIDDLE;
    double x2 = x * x;
    double even = R0 + x2 * (R2 + x2 * (R4 + x2 * (R6 + x2 * (R8 + x2 * R10))));
    double odd = R1 + x2 * (R3 + x2 * (R5 + x2 * (R7 + x2 * R9)));
    return even + x * odd;
  }

  /** Newton's interpolation through Chebyshev's points, multiplied out to powers of u − MIDDLE. */
  private static double[] ratio() {
    double[] at = new double[DEGREE + 1];
    double[] difference = new double[DEGREE + 1];
    for (int i = 0; i <= DEGREE; i++) {
      double angle = StrictMath.PI * (i + 0.5) / (DEGREE + 1);
      at[i] = 0.5 * (NormalTable.REACH - FROM) * StrictMath.cos(angle);
      difference[i] = NormalTable.millsRatio(MIDDLE + at[i]);
    }
    for (int order = 1; order <= DEGREE; order++) {
      for (int i = DEGREE; i >= order; i--) {
        difference[i] = (difference[i] - difference[i - 1]) / (at[i] - at[i - order]);
      }
    }
    double[] powers = new double[DEGREE + 1];
    for (int i = DEGREE; i >= 0; i--) {
      for (int power = DEGREE; power > 0; power--) {
        powers[power] = powers[power - 1] - at[i] * powers[power];
      }
      powers[0] = difference[i] - at[i] * powers[0];
    }
    return powers;
  }
}

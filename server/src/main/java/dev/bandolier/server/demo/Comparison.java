package dev.bandolier.server.demo;

/**
 * Two rates compared: k₁ of n₁ against k₂ of n₂, by the normal approximation with unpooled variances (as
 * in Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 2003).
 *
 * @param rate the first rate, 0 for none
 * @param other the second
 * @param uplift by what part the first is above the second; NaN where the second is 0
 * @param margin half the 95 % interval of {@code uplift}, the second rate taken as it is
 * @param certainty how probable it is that the first is really above the second, in [0, 1]
 */
record Comparison(double rate, double other, double uplift, double margin, double certainty) {

  private static final double TWO_SIDED_95 = 1.959964;

  /** Compares k of n with otherK of otherN. */
  static Comparison of(long k, long n, long otherK, long otherN) {
    double rate = rate(k, n);
    double other = rate(otherK, otherN);
    double deviation = Math.sqrt(variance(k, n) + variance(otherK, otherN));
    return new Comparison(
        rate,
        other,
        other == 0 ? Double.NaN : rate / other - 1,
        other == 0 ? Double.NaN : TWO_SIDED_95 * deviation / other,
        n == 0 || otherN == 0 ? 0.5 : normal((rate - other) / deviation));
  }

  private static double rate(long k, long n) {
    return n == 0 ? 0 : (double) k / n;
  }

  /** Of the rate, with one success and one failure more, so that it is never 0 (Agresti and Coull). */
  private static double variance(long k, long n) {
    double p = (k + 1.0) / (n + 2.0);
    return p * (1 - p) / (n + 2.0);
  }

  /** The standard normal distribution, right to 10⁻⁷ (Abramowitz and Stegun 26.2.17). */
  static double normal(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
    return z >= 0 ? 1 - tail : tail;
  }

  /** Whether both sides have been seen often enough to say anything. */
  boolean says() {
    return !Double.isNaN(uplift) && margin < 3;
  }
}

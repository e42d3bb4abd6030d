package dev.bandolier.server.evaluate;

/**
 * Σwr/Σw with its error by linearisation (Owen, "Monte Carlo theory, methods and examples", 2013, section 9.2): that of the mean of
 * w(r − v)/w̄, skewness included. One thread.
 */
final class RatioMoments {

  private final double[] power1 = new double[2];
  private final double[] power2 = new double[3];
  private final double[] power3 = new double[4];
  private double count;

  void add(double weight, double reward) {
    count++;
    accumulate(power1, weight, reward);
    accumulate(power2, weight * weight, reward);
    accumulate(power3, weight * weight * weight, reward);
  }

  /** Σ of the weights' power times r⁰, r¹ and so on. */
  private static void accumulate(double[] sums, double weight, double reward) {
    double term = weight;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += term;
      term *= reward;
    }
  }

  /** NaN where all weights are 0. */
  double value() {
    return power1[1] / power1[0];
  }

  /** At 95 %, each end as if one more row of that weight had come whose reward pulls it outwards. */
  Interval interval(double weight, double least, double greatest) {
    if (count == 0) {
      return Interval.UNKNOWN;
    }
    RatioMoments lower = with(weight, least);
    RatioMoments upper = with(weight, greatest);
    return new Interval(
        Moments.known(lower.interval().low(), lower.value()),
        Moments.known(upper.interval().high(), upper.value()));
  }

  private RatioMoments with(double weight, double reward) {
    RatioMoments more = new RatioMoments();
    more.count = count;
    System.arraycopy(power1, 0, more.power1, 0, power1.length);
    System.arraycopy(power2, 0, more.power2, 0, power2.length);
    System.arraycopy(power3, 0, more.power3, 0, power3.length);
    more.add(weight, reward);
    return more;
  }

  /** At 95 %, as {@link Moments#interval()}. */
  Interval interval() {
    double v = value();
    double variance = (power2[2] - 2 * v * power2[1] + v * v * power2[0]) / count;
    double third =
        (power3[3] - 3 * v * power3[2] + 3 * v * v * power3[1] - v * v * v * power3[0]) / count;
    double error = Math.sqrt(variance / (count - 1)) / (power1[0] / count);
    return Moments.interval(v, error, third / StrictMath.pow(variance, 1.5), count);
  }
}

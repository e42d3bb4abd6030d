package dev.bandolier.server.evaluate;

/**
 * Mean, variance and skewness of a stream in three numbers (Welford; Pébay 2008, eq. 2.1 to 2.3), and from them a
 * confidence interval for the mean, by Hall's transformation of the t statistic ("On the removal of skewness by transformation",
 * 1992, formula 2.2): with a few dozens of clicks, or of large weights, a symmetric interval would miss on one side. Right up
 * to O(1/n); for a number of observations that was fixed beforehand. One thread.
 */
final class Moments {

  /** The normal's 97.5 % quantile. */
  static final double NORMAL_975 = 1.959963984540054;

  private double count;
  private double mean;
  private double second;
  private double third;

  void add(double value) {
    count++;
    double delta = value - mean;
    double step = delta / count;
    double term = delta * step * (count - 1);
    mean += step;
    third += term * step * (count - 2) - 3 * step * second;
    second += term;
  }

  double count() {
    return count;
  }

  /** NaN before the first. */
  double mean() {
    return count > 0 ? mean : Double.NaN;
  }

  /** The unbiased variance; NaN for fewer than two. */
  double variance() {
    return count > 1 ? second / (count - 1) : Double.NaN;
  }

  /**
   * At 95 %, each end as if one more observation had come that pulls it outwards (Fay and Feuer, "Confidence intervals for directly
   * standardized rates", 1997, do the same for weighted counts): where next to nothing was seen of what is rare, the sample's own
   * spread says nothing.
   *
   * @param least the least that one more could have been
   * @param greatest the greatest
   */
  Interval interval(double least, double greatest) {
    if (count == 0) {
      return Interval.UNKNOWN;
    }
    Moments lower = with(least);
    Moments upper = with(greatest);
    return new Interval(
        known(lower.interval().low(), lower.mean()), known(upper.interval().high(), upper.mean()));
  }

  /** An end of an interval, or, where the observations do not differ, what they all are. */
  static double known(double end, double alike) {
    return Double.isNaN(end) ? alike : end;
  }

  private Moments with(double value) {
    Moments more = new Moments();
    more.count = count;
    more.mean = mean;
    more.second = second;
    more.third = third;
    more.add(value);
    return more;
  }

  /** The mean so far, shrunk towards ½ by one observation. */
  double soFar() {
    return count == 0 ? 0.5 : (mean * count + 0.5) / (count + 1.0);
  }

  /** At 95 %; {@link Interval#UNKNOWN} where the observations are fewer than two, or do not differ. */
  Interval interval() {
    double deviation = Math.sqrt(variance());
    double skewness = third / count / StrictMath.pow(second / count, 1.5);
    return interval(mean, deviation / Math.sqrt(count), skewness, count);
  }

  /**
   * Hall's interval at 95 %.
   *
   * @param error the standard error of {@code mean}
   * @param skewness of one observation
   */
  static Interval interval(double mean, double error, double skewness, double count) {
    if (!(error > 0.0) || Double.isNaN(skewness)) {
      return Interval.UNKNOWN;
    }
    double low = mean - error * unskew(NORMAL_975, skewness, count);
    double high = mean - error * unskew(-NORMAL_975, skewness, count);
    return new Interval(low, high);
  }

  /** The inverse of t + γt²/(3√n) + γ²t³/(27n) + γ/(6√n). */
  private static double unskew(double normal, double skewness, double count) {
    double slope = skewness / Math.sqrt(count);
    if (Math.abs(slope) < 1e-9) {
      return normal;
    }
    return 3.0 / slope * (StrictMath.cbrt(1.0 + slope * (normal - slope / 6.0)) - 1.0);
  }
}

package dev.bandolier.server.evaluate;

/**
 * A stretch in which a value lies with a stated confidence.
 *
 * @param low its lower end
 * @param high its upper end, at least {@code low} except where a bound failed
 */
public record Interval(double low, double high) {

  /** An interval of which nothing is known. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Whether a value lies in it, the ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** How long it is. */
  public double width() {
    return high - low;
  }
}

package dev.bandolier.loadtest.load;

import java.util.Locale;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How times are kept: nanoseconds, three significant digits, up to ten minutes. */
final class Latency {

  private static final long MOST_NANOS = 600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;

  private Latency() {}

  /** An empty histogram for one thread. */
  static Histogram histogram() {
    return new Histogram(MOST_NANOS, DIGITS);
  }

  /** An empty histogram for many threads. */
  static ConcurrentHistogram shared() {
    return new ConcurrentHistogram(MOST_NANOS, DIGITS);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, MOST_NANOS)));
  }

  /** A percentile in microseconds; 0 where nothing was recorded. */
  static double micros(AbstractHistogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }

  /** Median, p99 and p99.9 in milliseconds, to be read. */
  static String row(AbstractHistogram histogram) {
    return String.format(
        Locale.ROOT,
        "%.2f, %.1f, %.1f ms",
        micros(histogram, 50) / MICROS_PER_MILLI,
        micros(histogram, 99) / MICROS_PER_MILLI,
        micros(histogram, 99.9) / MICROS_PER_MILLI);
  }
}

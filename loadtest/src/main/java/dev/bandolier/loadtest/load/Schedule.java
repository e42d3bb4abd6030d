package dev.bandolier.loadtest.load;

/**
 * When requests should be sent: evenly, whatever becomes of those before.
 *
 * @param start of the first, in nanoseconds
 * @param perSecond how many a second, above 0
 * @param count how many
 */
record Schedule(long start, double perSecond, long count) {

  private static final double NANOS = 1e9;

  /** For so many seconds from a time on, at least one. */
  static Schedule of(long start, double perSecond, double seconds) {
    return new Schedule(start, perSecond, Math.max(1, Math.round(perSecond * seconds)));
  }

  /** When a request should be sent, counted from 0. */
  long at(long index) {
    return start + (long) (index * NANOS / perSecond);
  }

  /** When the one after the last should have been sent. */
  long end() {
    return at(count);
  }
}

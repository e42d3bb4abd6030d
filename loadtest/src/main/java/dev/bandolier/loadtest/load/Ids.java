package dev.bandolier.loadtest.load;

import java.util.concurrent.atomic.AtomicLong;

/** Ids of decisions, none given out twice. Any thread. */
final class Ids {

  /** There are no more. */
  static final long NONE = -1;

  private final AtomicLong next;
  private final long end;

  private Ids(long from, long end) {
    this.next = new AtomicLong(from);
    this.end = end;
  }

  /** As many as are wanted, from this on. */
  static Ids from(long first) {
    return new Ids(first, Long.MAX_VALUE);
  }

  /** Those from the first to before the end. */
  static Ids between(long first, long end) {
    return new Ids(first, end);
  }

  /** How many there still are. */
  long left() {
    return Math.max(0, end - next.get());
  }

  /** The first of so many, or {@link #NONE}. */
  long take(int count) {
    long first = next.getAndAdd(count);
    return first + count > end ? NONE : first;
  }
}

package dev.bandolier.server.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a journal in order; the last one is appended to.
 *
 * <p>Any thread. Looking up takes no lock; rolling over, sealing and retiring exclude each other.
 */
final class SegmentChain {

  private final ReentrantLock changing = new ReentrantLock();
  private final JournalFiles files;
  private final Preparer preparer;
  private final LongSupplier clock;
  private final JournalListener listener;
  private volatile Segment[] segments;
  private volatile Segment active;
  private boolean sealed;

  SegmentChain(
      List<Segment> segments,
      JournalFiles files,
      Preparer preparer,
      LongSupplier clock,
      JournalListener listener) {
    this.segments = segments.toArray(Segment[]::new);
    this.active = segments.get(segments.size() - 1);
    this.files = files;
    this.preparer = preparer;
    this.clock = clock;
    this.listener = listener;
  }

  Segment active() {
    return active;
  }

  Segment first() {
    return segments[0];
  }

  /** Returns the latest segment that was taken into use before the time, or else the first. */
  Segment before(long time) {
    Segment[] all = segments;
    int at = all.length - 1;
    while (at > 0 && all[at].baseTime() >= time) {
      at--;
    }
    return all[at];
  }

  /** Returns the segment that holds the position, or null. */
  @Nullable Segment at(long position) {
    Segment last = active;
    if (position >= last.base()) {
      return position < last.header().end() ? last : null;
    }
    return before(position, segments);
  }

  /** Returns the last segment that begins at or before the position, or null. */
  static @Nullable Segment before(long position, Segment[] all) {
    int low = 0;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all[middle].base() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : all[low - 1];
  }

  /** Starts a reader at the position, 0 being the beginning; refuses where no record starts. */
  JournalReader read(long position, boolean checked) {
    if (position == 0) {
      return new JournalReader(first(), SegmentHeader.BYTES, checked, Long.MAX_VALUE);
    }
    Segment last = active;
    Segment segment = position == last.header().end() ? last : at(position);
    if (segment == null) {
      throw new IllegalArgumentException("no record at position " + position);
    }
    return new JournalReader(segment, (int) (position - segment.base()), checked, Long.MAX_VALUE);
  }

  /**
   * Goes on to the next segment when {@code full} has no room. The base time is read after the last
   * claim in the old segment, so no record there has a later one.
   *
   * @return the segment to try, or null when none is ready or the journal is closed
   */
  @Nullable Segment roll(Segment full) {
    changing.lock();
    try {
      if (active != full) {
        return active;
      }
      Segment next = sealed ? null : preparer.take();
      if (next != null) {
        change(full, next);
      }
      return next;
    } finally {
      changing.unlock();
    }
  }

  private void change(Segment full, Segment next) {
    full.pad();
    next.activate(clock.getAsLong());
    Segment[] longer = Arrays.copyOf(segments, segments.length + 1);
    longer[segments.length] = next;
    full.link(next);
    segments = longer;
    active = next;
    listener.rolled(next.base());
  }

  /** Refuses every claim from now on. */
  void seal() {
    changing.lock();
    try {
      sealed = true;
      active.seal();
    } finally {
      changing.unlock();
    }
  }

  /** Deletes the segments that end at or before the position, oldest first; never the last one. */
  void retireBefore(long position) throws IOException {
    changing.lock();
    try {
      while (segments.length > 1 && segments[0].header().end() <= position) {
        Segment oldest = segments[0];
        segments = Arrays.copyOfRange(segments, 1, segments.length);
        files.delete(SegmentHeader.name(oldest.base()));
        files.forceNames();
        listener.retired(oldest.header().end());
      }
    } finally {
      changing.unlock();
    }
  }
}

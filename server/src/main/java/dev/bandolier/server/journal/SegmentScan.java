package dev.bandolier.server.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks one segment that nobody writes to, checks every record, and changes nothing.
 *
 * <p>Used by one thread.
 */
final class SegmentScan {

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

  private final SegmentHeader header;
  private final ByteBuffer memory;
  private final List<Integer> unfinished = new ArrayList<>();
  private int end = SegmentHeader.BYTES;
  private long lastTime;
  private long records;
  private @Nullable String problem;
  private boolean endsEarly;

  /**
   * @param memory the segment's file, which may be shorter than the segment
   */
  SegmentScan(SegmentHeader header, ByteBuffer memory) {
    this.header = header;
    this.memory = memory;
    this.lastTime = SegmentHeader.baseTime(memory);
    walk();
    if (problem == null && !atSegmentEnd() && !isZero(memory, end + (sealed() ? 8 : 0))) {
      problem = "bytes behind the last record";
      endsEarly = true;
    }
  }

  private void walk() {
    while (hasHeader() && !sealed()) {
      int word = RecordFormat.length(memory, end);
      if (word == 0) {
        return;
      }
      problem = word < 0 ? claimProblem(-word) : recordProblem(word);
      if (problem != null) {
        return;
      }
      take(word);
    }
  }

  private @Nullable String claimProblem(int length) {
    int room = header.size() - end;
    boolean plausible = length <= header.recordLimit() || length == room;
    return plausible && length >= RecordFormat.HEADER_BYTES && length <= room
        ? null
        : "impossible claim of " + length;
  }

  private @Nullable String recordProblem(int length) {
    return RecordFormat.problem(memory, header, end, length, header.recordLimit());
  }

  private void take(int word) {
    if (word < 0) {
      unfinished.add(end);
    } else {
      lastTime = Math.max(lastTime, RecordFormat.time(memory, end));
      records++;
    }
    end += RecordFormat.align(Math.abs(word));
  }

  private boolean hasHeader() {
    return Math.min(memory.capacity(), header.size()) - end >= RecordFormat.HEADER_BYTES;
  }

  /** Tells whether the last record fills the segment, so that the journal goes on in the next. */
  boolean atSegmentEnd() {
    return header.size() - end < RecordFormat.HEADER_BYTES;
  }

  /** Tells whether a closed journal ends here. */
  boolean sealed() {
    return hasHeader() && RecordFormat.length(memory, end) == RecordFormat.SEALED;
  }

  /** Returns the offset behind the last whole or claimed record. */
  int end() {
    return end;
  }

  /** Returns the largest raw time, epoch milliseconds, the segment's base time included. */
  long lastTime() {
    return lastTime;
  }

  long records() {
    return records;
  }

  /** Returns the offsets of records that were claimed and never finished. */
  List<Integer> unfinished() {
    return unfinished;
  }

  /** Returns what is wrong at {@link #end()}, or null. */
  @Nullable String problem() {
    return problem;
  }

  /** Tells whether what is wrong is a free place before the last byte, not a bad record. */
  boolean endsEarly() {
    return endsEarly;
  }

  /** Tells whether only zeros lie from the offset, a multiple of 8, to the end of the file. */
  static boolean isZero(ByteBuffer memory, int from) {
    return lastByteAbove(memory, from) <= from;
  }

  /** Returns the offset behind the last byte that is not zero, {@code from} where there is none. */
  static int lastByteAbove(ByteBuffer memory, int from) {
    int at = memory.capacity();
    while (at - ZEROS.capacity() >= from && isZeroBefore(memory, at)) {
      at -= ZEROS.capacity();
    }
    while (at > from && at % 8 != 0 && memory.get(at - 1) == 0) {
      at--;
    }
    while (at - 8 >= from && memory.getLong(at - 8) == 0) {
      at -= 8;
    }
    while (at > from && memory.get(at - 1) == 0) {
      at--;
    }
    return Math.max(at, from);
  }

  private static boolean isZeroBefore(ByteBuffer memory, int end) {
    int bytes = ZEROS.capacity();
    return ZEROS.mismatch(memory.slice(end - bytes, bytes)) < 0;
  }
}

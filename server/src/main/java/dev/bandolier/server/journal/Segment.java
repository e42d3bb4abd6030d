package dev.bandolier.server.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One segment in memory: claims places in it, and finds what lies there.
 *
 * <p>Any thread may claim, write and read; only the thread that rolls over or closes the journal
 * pads, seals, activates and links.
 */
final class Segment {

  static final int NO_ROOM = -1;
  static final int CLOSED = -2;

  private static final int PAGE_BYTES = 4096;
  private static final VarHandle TAIL;

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(Segment.class, "tail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SegmentHeader header;
  private final JournalFile file;
  private final ByteBuffer memory;
  private final ByteBuffer readOnly;
  private volatile int tail;
  private volatile @Nullable Segment next;

  /**
   * @param tail offset at or before the first free place, and at a record's start
   */
  Segment(SegmentHeader header, JournalFile file, int tail) {
    this.header = header;
    this.file = file;
    this.memory = file.memory();
    this.readOnly = memory.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.tail = tail;
  }

  /**
   * Claims a place for a record of {@code length} bytes.
   *
   * @return its offset, or {@link #NO_ROOM}, or {@link #CLOSED}
   */
  int claim(int length) {
    int needed = RecordFormat.align(length);
    int last = length > header.recordLimit() ? -1 : header.size() - needed;
    int offset = tail;
    while (offset <= last) {
      int found = RecordFormat.claim(memory, offset, -length);
      if (found == 0) {
        advanceTail(offset + needed);
        return offset;
      }
      if (found == RecordFormat.SEALED) {
        return CLOSED;
      }
      offset += RecordFormat.align(Math.abs(found));
    }
    return NO_ROOM;
  }

  private void advanceTail(int offset) {
    int seen = tail;
    while (seen < offset && !TAIL.compareAndSet(this, seen, offset)) {
      seen = tail;
    }
  }

  void write(int offset, RecordScratch scratch) {
    scratch.writeTo(memory, offset, header.base() + offset);
  }

  /** Fills what is left, so that nobody can claim here any more. */
  void pad() {
    int offset = claimEnd(false);
    if (!endsAt(offset)) {
      int rest = header.size() - offset;
      long position = header.base() + offset;
      RecordFormat.writeOwn(memory, offset, rest, RecordFormat.PADDING, position);
      advanceTail(header.size());
    }
  }

  /** Closes the segment behind its last record; opening the journal takes the seal off. */
  void seal() {
    claimEnd(true);
  }

  private int claimEnd(boolean seal) {
    int offset = tail;
    while (!endsAt(offset)) {
      int word = seal ? RecordFormat.SEALED : offset - header.size();
      int found = RecordFormat.claim(memory, offset, word);
      if (found == 0 || found == RecordFormat.SEALED) {
        return offset;
      }
      offset += RecordFormat.align(Math.abs(found));
    }
    return offset;
  }

  /** Tells whether no record can start at the offset because the segment is too short. */
  boolean endsAt(int offset) {
    return header.size() - offset < RecordFormat.HEADER_BYTES;
  }

  /** Returns the length word at the offset, see {@link RecordFormat}. */
  int lengthAt(int offset) {
    return RecordFormat.length(memory, offset);
  }

  /** Moves the view to the caller's record at the offset, if one lies there whole. */
  boolean show(int offset, RecordView view) {
    if (offset < SegmentHeader.BYTES || endsAt(offset)) {
      return false;
    }
    int length = lengthAt(offset);
    boolean whole =
        length >= RecordFormat.HEADER_BYTES
            && length <= header.size() - offset
            && RecordFormat.tagFits(memory, offset, header.base() + offset)
            && RecordFormat.type(memory, offset) > 0;
    if (whole) {
      view.moveTo(this, offset, length, RecordFormat.time(memory, offset));
    }
    return whole;
  }

  void activate(long baseTime) {
    SegmentHeader.activate(memory, baseTime);
  }

  long baseTime() {
    return SegmentHeader.baseTime(memory);
  }

  /** Makes every page writable in this process, so that no appender waits for a page fault. */
  void touch() {
    for (int offset = 0; offset < header.size(); offset += PAGE_BYTES) {
      RecordFormat.touch(memory, offset);
    }
  }

  void force(int from, int to) throws IOException {
    if (to > from) {
      file.force(from, to - from);
    }
  }

  SegmentHeader header() {
    return header;
  }

  long base() {
    return header.base();
  }

  /** Returns the offset behind the last claimed record, at least as seen by this thread. */
  int tail() {
    return tail;
  }

  /** Returns the bytes for readers: absolute access only. */
  ByteBuffer readOnly() {
    return readOnly;
  }

  @Nullable Segment next() {
    return next;
  }

  void link(Segment following) {
    next = following;
  }
}

package dev.bandolier.server.journal;

import org.jspecify.annotations.Nullable;

/**
 * Follows the journal, record by record, in the order of positions.
 *
 * <p>Ordering: every record appended is seen once, in order; at one that is still being written the
 * reader waits, so nothing is overtaken. Journal time: a record's time is the largest raw time up to
 * it, the same for every reader wherever it started. Used by one thread at a time; costs appenders
 * nothing.
 */
public final class JournalReader {

  private final Cursor cursor;
  private final boolean checked;
  private final long end;
  private final RecordView view = new RecordView();
  private long time;

  /**
   * @param segment the segment of the first record to be read
   * @param offset where that record starts, or will start
   * @param end records from there on are not handed over; {@link Long#MAX_VALUE} for none
   * @throws IllegalArgumentException if no record starts there
   */
  JournalReader(Segment segment, int offset, boolean checked, long end) {
    this.cursor = new Cursor(segment, SegmentHeader.BYTES);
    this.checked = checked;
    this.end = end;
    this.time = segment.baseTime();
    skipTo(segment, offset == 0 ? SegmentHeader.BYTES : offset);
  }

  private void skipTo(Segment segment, int offset) {
    while (cursor.segment() == segment && cursor.offset() < offset) {
      int length = cursor.length();
      if (length == 0 || cursor.segment() != segment) {
        break;
      }
      time = timeAt(cursor);
      cursor.advance(length);
    }
    if (cursor.segment() == segment && cursor.offset() != offset) {
      throw new IllegalArgumentException("no record at position " + (segment.base() + offset));
    }
  }

  /**
   * Hands at most {@code limit} records to the handler; returns at once.
   *
   * @return how many records were handed over, 0 when there was none
   * @throws JournalDamagedException if a record cannot be right
   */
  public int poll(RecordHandler handler, int limit) throws JournalDamagedException {
    int handed = 0;
    while (handed < limit && cursor.position() < end) {
      int length = cursor.length();
      if (length == 0) {
        break;
      }
      check(length);
      handed += hand(handler, length);
      cursor.advance(length);
    }
    return handed;
  }

  private int hand(RecordHandler handler, int length) {
    Segment segment = cursor.segment();
    time = timeAt(cursor);
    if (RecordFormat.type(segment.readOnly(), cursor.offset()) < 0) {
      return 0;
    }
    view.moveTo(segment, cursor.offset(), length, time);
    handler.accept(view);
    return 1;
  }

  private long timeAt(Cursor place) {
    long raw = RecordFormat.time(place.segment().readOnly(), place.offset());
    return Math.max(time, Math.max(raw, place.segment().baseTime()));
  }

  private void check(int length) throws JournalDamagedException {
    String problem = checked ? wholeCheck(length) : quickCheck(length);
    if (problem != null) {
      String file = SegmentHeader.name(cursor.segment().base());
      throw new JournalDamagedException(file, cursor.position(), problem);
    }
  }

  private @Nullable String wholeCheck(int length) {
    Segment segment = cursor.segment();
    SegmentHeader header = segment.header();
    return RecordFormat.problem(
        segment.readOnly(), header, cursor.offset(), length, header.recordLimit());
  }

  private @Nullable String quickCheck(int length) {
    int room = cursor.segment().header().size() - cursor.offset();
    boolean fits =
        RecordFormat.tagFits(cursor.segment().readOnly(), cursor.offset(), cursor.position());
    return length <= room && fits ? null : "not the start of a record of " + length + " bytes";
  }

  /** Returns the position behind the last record that was handed over. */
  public long position() {
    return cursor.position();
  }

  /** Returns the journal time reached, in epoch milliseconds. */
  public long time() {
    return time;
  }
}

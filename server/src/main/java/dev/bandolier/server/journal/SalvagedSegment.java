package dev.bandolier.server.journal;

import dev.bandolier.server.journal.JournalSalvage.Loss;
import java.nio.ByteBuffer;
import java.util.NavigableMap;

/**
 * One file of a journal that is being salvaged: finds its whole records, and covers what lies between
 * them with those that are known from elsewhere, and with records that nobody is shown. One thread.
 */
final class SalvagedSegment {

  /**
   * What was put back of a stretch.
   *
   * @param records how many
   * @param bytes that they fill
   */
  record Filled(int records, long bytes) {

    static final Filled NOTHING = new Filled(0, 0);

    Filled plus(Filled more) {
      return new Filled(records + more.records, bytes + more.bytes);
    }
  }

  private final String name;
  private final SegmentHeader header;
  private final ByteBuffer memory;
  private final NavigableMap<Long, KnownRecord> known;
  private long lastTime;

  /**
   * Looks at a file.
   *
   * @param memory all of it, at least as long as the header says
   * @param known by position
   */
  SalvagedSegment(
      String name, SegmentHeader header, ByteBuffer memory, NavigableMap<Long, KnownRecord> known) {
    this.name = name;
    this.header = header;
    this.memory = memory;
    this.known = known;
  }

  /** Returns the offset of the first whole record at or behind one, or -1. */
  int nextWhole(int from) {
    for (int at = from; at <= header.size() - RecordFormat.HEADER_BYTES; at += 8) {
      if (RecordFormat.tagFits(memory, at, header.base() + at) && isWhole(at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isWhole(int at) {
    int length = RecordFormat.length(memory, at);
    return length > 0
        && RecordFormat.problem(memory, header, at, length, header.recordLimit()) == null;
  }

  /** Whether a journal that was closed ends at an offset. */
  boolean isSealedAt(int offset) {
    return header.size() - offset >= RecordFormat.HEADER_BYTES
        && RecordFormat.length(memory, offset) == RecordFormat.SEALED
        && SegmentScan.lastByteAbove(memory, offset) <= offset + 8;
  }

  /** Behind the last record that is known to have lain here at or behind an offset; else that offset. */
  int endOfKnown(int offset) {
    var last = known.lowerEntry(header.end());
    if (last == null || last.getKey() < header.base() + offset) {
      return offset;
    }
    long end = last.getKey() + last.getValue().bytes() - header.base();
    return end <= header.size() ? (int) end : offset;
  }

  /** What is lost of a stretch that holds no whole record, before anything is put back. */
  Loss loss(int from, int to) {
    int begun = 0;
    boolean own = false;
    for (int at = from; at <= to - RecordFormat.HEADER_BYTES; at += 8) {
      boolean tagged = RecordFormat.tagFits(memory, at, header.base() + at);
      begun += tagged && RecordFormat.type(memory, at) > 0 ? 1 : 0;
      own |= tagged && RecordFormat.type(memory, at) < 0;
    }
    int facts = Math.max(own ? 0 : 1, begun);
    return new Loss(name, header.base() + from, to - from, facts, 0, false, problem(from));
  }

  private String problem(int at) {
    int length =
        header.size() - at < RecordFormat.HEADER_BYTES ? 0 : RecordFormat.length(memory, at);
    String problem =
        length <= 0
            ? "no finished record"
            : RecordFormat.problem(memory, header, at, length, header.recordLimit());
    return problem == null ? "the record is whole" : problem;
  }

  /** Puts back the records that are known, and covers what lies between them. */
  Filled fill(int from, int to) {
    int at = from;
    Filled filled = Filled.NOTHING;
    for (KnownRecord record : known.subMap(header.base() + from, header.base() + to).values()) {
      int offset = (int) (record.position() - header.base());
      int next = offset + record.bytes();
      int left = to - next;
      boolean reachesEnd = to == header.size() && left >= 0;
      if (canBeCovered(offset - at) && (reachesEnd || canBeCovered(left))) {
        pad(at, offset);
        record.writeTo(memory, offset);
        lastTime = Math.max(lastTime, record.time());
        at = next;
        filled = filled.plus(new Filled(1, record.bytes()));
      }
    }
    pad(at, to);
    return filled;
  }

  private static boolean canBeCovered(int bytes) {
    return bytes == 0 || bytes >= RecordFormat.HEADER_BYTES;
  }

  /** Nothing of what lay there is left: whoever looks a record up by its position finds none. */
  private void pad(int from, int to) {
    if (to - from >= RecordFormat.HEADER_BYTES) {
      clear(from, to);
      RecordFormat.writeOwn(memory, from, to - from, RecordFormat.ABORTED, header.base() + from);
    }
  }

  /** Leaves nothing behind an offset. */
  void cut(int offset) {
    clear(offset, memory.capacity());
  }

  private void clear(int from, int to) {
    for (int at = from; at < to; at++) {
      memory.put(at, (byte) 0);
    }
  }

  /** The latest time of a record that was put back; 0 for none. */
  long lastTime() {
    return lastTime;
  }
}

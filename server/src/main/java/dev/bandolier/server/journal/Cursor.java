package dev.bandolier.server.journal;

/** A place in the journal that moves over whole records only; used by one thread. */
final class Cursor {

  private Segment segment;
  private int offset;

  Cursor(Segment segment, int offset) {
    this.segment = segment;
    this.offset = offset;
  }

  /**
   * Returns the length of the record here, or 0 while there is none or it is not finished; goes on
   * to the next segment at the end of one.
   */
  int length() {
    while (segment.endsAt(offset)) {
      Segment next = segment.next();
      if (next == null) {
        return 0;
      }
      segment = next;
      offset = SegmentHeader.BYTES;
    }
    return Math.max(0, segment.lengthAt(offset));
  }

  /** Tells whether an appender is still at work on the record here. */
  boolean unfinished() {
    if (length() > 0 || segment.endsAt(offset)) {
      return false;
    }
    int word = segment.lengthAt(offset);
    return word < 0 && word != RecordFormat.SEALED;
  }

  void advance(int length) {
    offset += RecordFormat.align(length);
  }

  /** Moves behind the last record of an unbroken run of whole ones. */
  void skipWhole() {
    for (int length = length(); length > 0; length = length()) {
      advance(length);
    }
  }

  Segment segment() {
    return segment;
  }

  int offset() {
    return offset;
  }

  long position() {
    return segment.base() + offset;
  }
}

package dev.bandolier.server.journal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A window on one record where it lies; moved by the journal, reused without allocation.
 *
 * <p>Used by one thread at a time. What it shows stays valid until it is moved, also when the
 * segment is retired meanwhile.
 */
public final class RecordView {

  private @Nullable ByteBuffer memory;
  private @Nullable ByteBuffer window;
  private @Nullable Segment segment;
  private int offset;
  private int length;
  private long position;
  private long time;

  /** Makes a view of nothing. */
  public RecordView() {}

  void moveTo(Segment segment, int offset, int length, long time) {
    if (this.segment != segment) {
      this.segment = segment;
      memory = segment.readOnly();
      window = null;
    }
    this.offset = offset;
    this.length = length;
    this.position = segment.base() + offset;
    this.time = time;
  }

  /** Returns the journal position of the record, in bytes. */
  public long position() {
    return position;
  }

  /** Returns the position behind the record, from which a reader that has folded it goes on. */
  public long nextPosition() {
    return position + RecordFormat.align(length);
  }

  /**
   * Returns the record's time in epoch milliseconds: from a {@link JournalReader} the journal time,
   * which never runs backwards from one record to the next; from {@link Journal#readAt} the raw
   * time, which can be earlier than that by what appenders overtook each other.
   */
  public long time() {
    return time;
  }

  /** Returns the caller's type, above 0. */
  public byte type() {
    return RecordFormat.type(bytes(), offset);
  }

  /** Returns the caller's version of the payload's encoding. */
  public byte version() {
    return RecordFormat.version(bytes(), offset);
  }

  /** Returns the payload's length in bytes. */
  public int payloadBytes() {
    return length - RecordFormat.HEADER_BYTES;
  }

  /** Returns a new read-only buffer, big-endian until told otherwise, from 0 to the length. */
  public ByteBuffer payload() {
    return bytes().slice(offset + RecordFormat.HEADER_BYTES, payloadBytes());
  }

  /**
   * Returns the payload between position and limit of a read-only buffer that may be told another byte
   * order but nothing else: it is handed out again, moved, by the next call.
   */
  public ByteBuffer payloadInPlace() {
    ByteBuffer bytes = bytes();
    if (window == null) {
      window = bytes.duplicate();
    }
    return window.limit(offset + length).position(offset + RecordFormat.HEADER_BYTES);
  }

  private ByteBuffer bytes() {
    if (memory == null) {
      throw new IllegalStateException("the view was never moved to a record");
    }
    return memory;
  }
}

package dev.bandolier.server.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The layout of one record, little-endian, starting at a multiple of eight bytes.
 *
 * <pre>
 *  0  i32  length of header and payload, without the bytes that align the next record;
 *          0 free, negative claimed by an appender that has not finished, SEALED the end for good
 *  4  i32  CRC32C of bytes 8 to length (of PADDING and ABORTED: of bytes 8 to 24 only)
 *  8  i8   type: above 0 the caller's, below 0 the journal's own
 *  9  i8   version of the payload's encoding, the caller's
 * 10  i16  flags, 0 in this format
 * 12  i32  bits 3 to 34 of the record's position, so that a record is whole only in its place
 * 16  i64  raw time, epoch milliseconds; 0 where the journal itself wrote the record
 * 24       payload
 * </pre>
 *
 * <p>The length is published last and with release semantics: whoever reads a positive length with
 * acquire semantics sees the whole record. Claims leave no hole, because the next free place is
 * found by walking the lengths, claimed ones included.
 */
final class RecordFormat {

  static final int HEADER_BYTES = 24;

  /** Length word behind the last record of a closed journal. */
  static final int SEALED = Integer.MIN_VALUE;

  /** Type of the record that fills the rest of a segment. */
  static final byte PADDING = -1;

  /** Type of a record that was claimed and never finished. */
  static final byte ABORTED = -2;

  private static final int CHECKSUM = 4;
  private static final int TYPE = 8;
  private static final int VERSION = 9;
  private static final int TAG = 12;
  private static final int TIME = 16;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private RecordFormat() {}

  static int align(int length) {
    return (length + 7) & -8;
  }

  static int tag(long position) {
    return (int) (position >>> 3);
  }

  static int length(ByteBuffer memory, int offset) {
    return (int) INT.getAcquire(memory, offset);
  }

  static void publish(ByteBuffer memory, int offset, int length) {
    INT.setRelease(memory, offset, length);
  }

  /** Returns the length word found: 0 when the place was free and now is the caller's. */
  static int claim(ByteBuffer memory, int offset, int word) {
    return (int) INT.compareAndExchange(memory, offset, 0, word);
  }

  /** Makes the page writable in this process without changing a byte, beside any appender. */
  static void touch(ByteBuffer memory, int offset) {
    INT.getAndAdd(memory, offset, 0);
  }

  static byte type(ByteBuffer memory, int offset) {
    return memory.get(offset + TYPE);
  }

  static byte version(ByteBuffer memory, int offset) {
    return memory.get(offset + VERSION);
  }

  static long time(ByteBuffer memory, int offset) {
    return memory.getLong(offset + TIME);
  }

  static boolean tagFits(ByteBuffer memory, int offset, long position) {
    return memory.getInt(offset + TAG) == tag(position);
  }

  /** Writes a record of the journal's own over a claimed place, payload bytes left as they are. */
  static void writeOwn(ByteBuffer memory, int offset, int length, byte type, long position) {
    memory.putInt(offset + TYPE, type & 0xff);
    memory.putInt(offset + TAG, tag(position));
    memory.putLong(offset + TIME, 0);
    memory.putInt(offset + CHECKSUM, checksum(memory, offset, HEADER_BYTES));
    publish(memory, offset, length);
  }

  /**
   * Says what is wrong with a finished record.
   *
   * @param memory the segment, which may be shorter than it should be
   * @param limit largest length of a caller's record, header included
   * @return null when the record is whole
   */
  static @Nullable String problem(
      ByteBuffer memory, SegmentHeader header, int offset, int length, int limit) {
    if (length < HEADER_BYTES || length > header.size() - offset) {
      return "impossible length " + length;
    }
    byte type = type(memory, offset);
    if (type > 0 && length > memory.capacity() - offset) {
      return "the file ends inside the record";
    }
    if (type > 0 ? length > limit : type != PADDING && type != ABORTED) {
      return "impossible type " + type + " of length " + length;
    }
    if (!tagFits(memory, offset, header.base() + offset)) {
      return "the record belongs to another position";
    }
    return checksumFits(memory, offset, type > 0 ? length : HEADER_BYTES)
        ? null
        : "the checksum does not fit";
  }

  private static boolean checksumFits(ByteBuffer memory, int offset, int length) {
    return memory.getInt(offset + CHECKSUM) == checksum(memory, offset, length);
  }

  private static int checksum(ByteBuffer memory, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(memory.slice(offset + TYPE, length - TYPE));
    return (int) crc.getValue();
  }
}

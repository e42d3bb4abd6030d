package dev.bandolier.server.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment, little-endian.
 *
 * <pre>
 *  0  i64  magic
 *  8  i32  format version
 * 12  i32  CRC32C of bytes 0 to 40, itself taken as 0
 * 16  i64  base: the journal position of the segment's first byte
 * 24  i32  size of the segment in bytes
 * 28  i32  largest length of a caller's record, header included
 * 40  i64  base time, epoch milliseconds: no earlier record has a later one; 0 while not in use
 * 48  i32  check of the base time
 * </pre>
 *
 * @param base position of the segment's first byte, a multiple of 8
 * @param size bytes of the segment, a multiple of 8
 * @param recordLimit largest length of a caller's record, header included
 */
record SegmentHeader(long base, int size, int recordLimit) {

  static final int BYTES = 64;
  static final int FORMAT_VERSION = 1;
  static final String SUFFIX = ".log";

  private static final long MAGIC = 0x4c4e524a4e414221L;
  private static final int CHECKED_BYTES = 40;
  private static final int BASE_TIME = 40;
  private static final int BASE_TIME_CHECK = 48;

  static String name(long base) {
    return String.format("%016x%s", base, SUFFIX);
  }

  static boolean isName(String name) {
    return name.matches("[0-9a-f]{16}\\.log");
  }

  static long baseOf(String name) {
    return Long.parseUnsignedLong(name.substring(0, 16), 16);
  }

  /** Returns the position of the first byte behind the segment. */
  long end() {
    return base + size;
  }

  /** Returns the bytes of a header whose segment is in use from {@code baseTime} on, unless 0. */
  byte[] encode(long baseTime) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, MAGIC).putInt(8, FORMAT_VERSION);
    bytes.putLong(16, base).putInt(24, size).putInt(28, recordLimit);
    bytes.putInt(12, checksum(bytes));
    if (baseTime != 0) {
      activate(bytes, baseTime);
    }
    return bytes.array();
  }

  /** Takes the segment into use; kept whole by the order of the two writes. */
  static void activate(ByteBuffer memory, long baseTime) {
    memory.putInt(BASE_TIME_CHECK, Long.hashCode(baseTime));
    memory.putLong(BASE_TIME, baseTime);
  }

  /** Returns the base time in epoch milliseconds, or 0 while the segment is not in use. */
  static long baseTime(ByteBuffer memory) {
    return memory.getLong(BASE_TIME);
  }

  static boolean baseTimeFits(ByteBuffer memory) {
    long time = baseTime(memory);
    return time == 0 || memory.getInt(BASE_TIME_CHECK) == Long.hashCode(time);
  }

  /**
   * Reads the header of the segment in file {@code name}.
   *
   * @throws JournalVersionException if a newer version wrote it
   * @throws JournalDamagedException if it is not a header, or that of another place
   */
  static SegmentHeader decode(String name, ByteBuffer memory)
      throws JournalVersionException, JournalDamagedException {
    long base = baseOf(name);
    if (memory.capacity() < BYTES || memory.getLong(0) != MAGIC) {
      throw new JournalDamagedException(name, base, "the file does not begin like a segment");
    }
    JournalVersionException.check(name, memory.getInt(8), FORMAT_VERSION);
    SegmentHeader header =
        new SegmentHeader(memory.getLong(16), memory.getInt(24), memory.getInt(28));
    if (memory.getInt(12) != checksum(memory) || header.base() != base) {
      throw new JournalDamagedException(name, base, "the segment's header is damaged");
    }
    return header;
  }

  private static int checksum(ByteBuffer memory) {
    byte[] bytes = new byte[CHECKED_BYTES];
    memory.get(0, bytes);
    Arrays.fill(bytes, 12, 16, (byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}

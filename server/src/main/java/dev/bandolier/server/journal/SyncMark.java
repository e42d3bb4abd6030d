package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The file that says up to where the journal is on disk, in two copies written in turn.
 *
 * <p>A mark is written after the sync that it speaks of, and reaches the disk itself when the system
 * writes it back, or at a forced write. So after a power loss it may be older than the truth, never
 * newer. Used by one thread at a time.
 *
 * <pre>
 *  0  i64  magic          8  i32  format version     12  i32  1 when the journal was closed
 * 16  i64  sequence      24  i64  position           32  i32  CRC32C of bytes 0 to 32
 * 40  i64  identity of the file that it was written to, 0 if unknown
 * 48  i32  CRC32C of bytes 0 to 48, without which the identity is unknown
 * </pre>
 *
 * <p>A mark that was copied while the journal was in use may be ahead of the segments that were copied
 * with it: {@link #copied}.
 */
final class SyncMark {

  static final String NAME = "synced";

  private static final int FORMAT_VERSION = 1;
  private static final long MAGIC = 0x4b52414d4e414221L;
  private static final int COPY_BYTES = 512;
  private static final int CHECKED_BYTES = 32;
  private static final int IDENTIFIED_BYTES = 48;

  private final JournalFile file;
  private long sequence;
  private long position;
  private boolean clean;
  private long identity;

  private SyncMark(JournalFile file) {
    this.file = file;
  }

  static SyncMark create(JournalFiles files, long position) throws IOException {
    ByteBuffer copy = ByteBuffer.allocate(COPY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    encode(copy, 0, 1, position, false, 0);
    SyncMark mark = new SyncMark(files.create(NAME, 2 * COPY_BYTES, copy.array()));
    mark.load();
    mark.write(position, false);
    return mark;
  }

  /**
   * Reads the newer copy that is whole; where none is, the position is -1.
   *
   * @throws JournalVersionException if a newer version wrote it
   */
  static SyncMark open(JournalFiles files) throws IOException {
    return read(files.open(NAME));
  }

  /** Reads the mark of a file, as {@link #open} does. */
  static SyncMark read(JournalFile file) throws IOException {
    SyncMark mark = new SyncMark(file);
    mark.load();
    return mark;
  }

  private void load() throws JournalVersionException {
    position = -1;
    for (int at = 0; at + COPY_BYTES <= file.memory().capacity(); at += COPY_BYTES) {
      loadCopy(at);
    }
  }

  private void loadCopy(int at) throws JournalVersionException {
    ByteBuffer memory = file.memory();
    if (memory.getLong(at) != MAGIC
        || memory.getInt(at + 32) != checksum(memory, at, CHECKED_BYTES)) {
      return;
    }
    JournalVersionException.check(NAME, memory.getInt(at + 8), FORMAT_VERSION);
    if (memory.getLong(at + 16) > sequence) {
      sequence = memory.getLong(at + 16);
      position = memory.getLong(at + 24);
      clean = memory.getInt(at + 12) == 1;
      boolean identified = memory.getInt(at + 48) == checksum(memory, at, IDENTIFIED_BYTES);
      identity = identified ? memory.getLong(at + 40) : 0;
    }
  }

  /** Says that everything before the position is on disk, and whether the journal is closed. */
  void write(long newPosition, boolean newClean) {
    sequence++;
    position = newPosition;
    clean = newClean;
    identity = file.identity();
    encode(file.memory(), copyAt(), sequence, newPosition, newClean, identity);
  }

  /** Writes the same and waits until the mark itself is on disk. */
  void writeAndForce(long newPosition, boolean newClean) throws IOException {
    write(newPosition, newClean);
    file.force(copyAt(), COPY_BYTES);
  }

  private int copyAt() {
    return (int) (sequence & 1) * COPY_BYTES;
  }

  /** Returns the position up to which all is on disk, or -1 where no mark is whole. */
  long position() {
    return position;
  }

  boolean clean() {
    return clean;
  }

  /** Tells whether the file is a copy of one whose journal was in use. */
  boolean copied() {
    return !clean && identity != 0 && file.identity() != 0 && identity != file.identity();
  }

  private static void encode(
      ByteBuffer bytes, int at, long sequence, long position, boolean clean, long identity) {
    bytes.putLong(at, MAGIC).putInt(at + 8, FORMAT_VERSION).putInt(at + 12, clean ? 1 : 0);
    bytes.putLong(at + 16, sequence).putLong(at + 24, position);
    bytes.putInt(at + 32, checksum(bytes, at, CHECKED_BYTES)).putInt(at + 36, 0);
    bytes.putLong(at + 40, identity);
    bytes.putInt(at + 48, checksum(bytes, at, IDENTIFIED_BYTES));
  }

  private static int checksum(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at, length));
    return (int) crc.getValue();
  }
}

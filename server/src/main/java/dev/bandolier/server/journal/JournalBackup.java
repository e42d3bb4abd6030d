package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Copies a journal that another process may be appending to. Made first, it notes how far the journal
 * goes; whatever else belongs to the copy is copied next; then {@link #copyTo} copies the records up to
 * there. Every record acknowledged before the making is in the copy, every record of the copy has been
 * checked, and the copy is marked as synced to its end.
 *
 * <p>The sync mark is read before the segments, and these are copied from front to back: a record's
 * length is published last, so what looks finished when it is copied is whole.
 */
public final class JournalBackup {

  private static final long WAIT_NANOS = 2_000_000_000L;
  private static final long PAUSE_NANOS = 100_000;
  private static final int CHUNK_BYTES = 4 << 20;

  private final ReadOnlyFiles source;
  private final List<Segment> segments;
  private final Segment last;
  private final long synced;
  private final int lastLength;
  private final long end;

  /**
   * Notes how far the journal in a directory goes, having waited for records that are being written.
   *
   * @throws JournalVersionException if a newer version wrote it
   * @throws JournalDamagedException if a segment's header is damaged, or a segment is missing
   * @throws NoSuchFileException if there is no journal, or a segment was retired meanwhile
   */
  public JournalBackup(Path from) throws IOException {
    this.source = new ReadOnlyFiles(from);
    SyncMark mark = SyncMark.read(source.open(SyncMark.NAME));
    this.segments = source.chain();
    this.last = segments.get(segments.size() - 1);
    this.lastLength = lengthOf(last);
    this.end = last.base() + lastLength;
    this.synced = mark.position() < 0 ? last.base() : mark.position();
  }

  /** Where the last claimed record ends, once all before it are finished or nobody finishes them. */
  private static int lengthOf(Segment active) {
    int tail = SegmentHeader.BYTES;
    while (!active.endsAt(tail) && isClaimed(active.lengthAt(tail))) {
      tail += RecordFormat.align(Math.abs(active.lengthAt(tail)));
    }
    Cursor cursor = new Cursor(active, SegmentHeader.BYTES);
    cursor.skipWhole();
    for (long waited = 0; cursor.offset() < tail && waited < WAIT_NANOS; waited += PAUSE_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
      cursor.skipWhole();
    }
    return Math.min(tail, active.header().size());
  }

  private static boolean isClaimed(int word) {
    return word != 0 && word != RecordFormat.SEALED;
  }

  /** The position behind the last record that will be copied. */
  public long end() {
    return end;
  }

  /** How many bytes will be copied. */
  public long bytes() {
    return segments.stream().mapToLong(segment -> segment.header().size()).sum();
  }

  /**
   * What was copied.
   *
   * @param end position behind the last record
   * @param files how many segments
   * @param bytes how many bytes of them
   */
  public record Copied(long end, int files, long bytes) {}

  /**
   * Copies the records into an empty directory, and waits until they are on disk there.
   *
   * @param progress told how many bytes are copied so far
   * @throws NoSuchFileException if a segment was retired meanwhile: begin again
   * @throws JournalDamagedException if a record that was synced is not whole
   */
  public Copied copyTo(Path to, LongConsumer progress) throws IOException {
    MappedFiles target = new MappedFiles(to);
    long copied = 0;
    int files = 0;
    SegmentScan scan = null;
    long reached = 0;
    for (Segment segment : segments) {
      if (scan == null || scan.atSegmentEnd()) {
        copied += copy(segment, to, copied, progress);
        scan = check(segment, target);
        reached = segment.base() + scan.end();
        files++;
      }
    }
    SyncMark.create(target, reached).writeAndForce(reached, true);
    return new Copied(reached, files, copied);
  }

  private long copy(Segment segment, Path to, long before, LongConsumer progress)
      throws IOException {
    String name = SegmentHeader.name(segment.base());
    try (FileChannel from = FileChannel.open(source.path(name), StandardOpenOption.READ);
        FileChannel copy =
            FileChannel.open(
                to.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long length = segment == last ? lastLength : from.size();
      for (long at = 0; at < length; ) {
        at += from.transferTo(at, Math.min(CHUNK_BYTES, length - at), copy);
        progress.accept(before + at);
      }
      fill(copy, from.size() - length);
      copy.force(true);
      return from.size();
    }
  }

  private static void fill(FileChannel copy, long zeros) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, zeros));
    for (long left = zeros; left > 0; left -= chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), left));
      while (chunk.hasRemaining()) {
        copy.write(chunk);
      }
    }
  }

  /** Checks every record of a copied segment, and cuts what was torn behind the sync mark. */
  private SegmentScan check(Segment segment, MappedFiles target) throws IOException {
    String name = SegmentHeader.name(segment.base());
    JournalFile file = target.open(name);
    SegmentHeader header = segment.header();
    SegmentScan scan = new SegmentScan(header, file.memory());
    boolean early = segment != last && !scan.atSegmentEnd();
    String problem =
        scan.problem() != null || !early ? scan.problem() : "the segment ends before the next one";
    if (problem != null && header.base() + scan.end() < synced) {
      throw new JournalDamagedException(name, header.base() + scan.end(), problem);
    }
    for (int offset : scan.unfinished()) {
      abort(name, header, file.memory(), offset);
    }
    for (int at = scan.end(); at < file.memory().capacity() && !scan.atSegmentEnd(); at++) {
      file.memory().put(at, (byte) 0);
    }
    file.force(0, file.memory().capacity());
    return scan;
  }

  private void abort(String name, SegmentHeader header, ByteBuffer memory, int offset)
      throws JournalDamagedException {
    long position = header.base() + offset;
    if (position < synced) {
      throw new JournalDamagedException(name, position, "the record was never finished");
    }
    int length = -RecordFormat.length(memory, offset);
    RecordFormat.writeOwn(memory, offset, length, RecordFormat.ABORTED, position);
  }
}

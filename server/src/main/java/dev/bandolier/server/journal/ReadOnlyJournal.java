package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A journal looked at from outside: nothing is repaired, locked or written, and another process may be
 * appending meanwhile. It ends at the last record of an unbroken run of whole ones, as it was at the
 * opening; what was appended later is not seen.
 *
 * <p>Any thread. Segments that are retired later can still be read.
 */
public final class ReadOnlyJournal implements RecordSource {

  private final Segment[] segments;
  private final long end;

  private ReadOnlyJournal(Segment[] segments) {
    this.segments = segments;
    Segment last = segments[segments.length - 1];
    Cursor cursor = new Cursor(last, SegmentHeader.BYTES);
    cursor.skipWhole();
    this.end = cursor.position();
  }

  /**
   * Opens the journal in a directory.
   *
   * @throws JournalVersionException if a newer version wrote it
   * @throws JournalDamagedException if a segment's header is damaged, or a segment is missing
   * @throws NoSuchFileException if there is none, or a segment was retired meanwhile
   */
  public static ReadOnlyJournal open(Path directory) throws IOException {
    return new ReadOnlyJournal(new ReadOnlyFiles(directory).chain().toArray(Segment[]::new));
  }

  @Override
  public JournalReader read(long position) {
    return read(position, false);
  }

  @Override
  public JournalReader readChecked(long position) {
    return read(position, true);
  }

  private JournalReader read(long position, boolean checked) {
    if (position == 0) {
      return new JournalReader(segments[0], SegmentHeader.BYTES, checked, end);
    }
    Segment segment = SegmentChain.before(position, segments);
    if (segment == null || position > segment.header().end()) {
      throw new IllegalArgumentException("no record at position " + position);
    }
    return new JournalReader(segment, (int) (position - segment.base()), checked, end);
  }

  @Override
  public boolean readAt(long position, RecordView view) {
    Segment segment = SegmentChain.before(position, segments);
    return segment != null
        && (position & 7) == 0
        && position < Math.min(end, segment.header().end())
        && segment.show((int) (position - segment.base()), view);
  }

  @Override
  public boolean isWhole() {
    return segments[0].base() == 0;
  }

  @Override
  public long firstPosition() {
    return segments[0].base() + SegmentHeader.BYTES;
  }

  @Override
  public long endPosition() {
    return end;
  }
}

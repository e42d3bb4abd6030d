package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a journal's files and repairs what a crash left behind, so that every later reader agrees.
 *
 * <p>What is cut from the tail is first kept aside in {@code torn-POSITION-N.bin}; a crash in the
 * middle of a repair leads to the same repair again. Afterwards everything in the journal is on
 * disk. Used by one thread, once.
 */
final class Recovery {

  /**
   * An opened journal.
   *
   * @param segments those in use, in order and linked
   * @param spare a segment that is ready to follow, or null
   */
  record Recovered(
      List<Segment> segments, @Nullable Segment spare, SyncMark mark, JournalOpening opening) {}

  private static final String TORN_NAME = "torn-%016x-%d.bin";

  private final JournalFiles files;
  private final JournalConfig config;
  private final JournalListener listener;
  private long tornBytes;
  private int aborted;

  Recovery(JournalFiles files, JournalConfig config, JournalListener listener) {
    this.files = files;
    this.config = config;
    this.listener = listener;
  }

  /**
   * Opens the journal, or makes an empty one.
   *
   * @param now wall clock, epoch milliseconds: the base time of a new journal
   * @throws JournalVersionException if a newer version wrote it; nothing is changed
   * @throws JournalDamagedException if what was synced is not whole; nothing is changed
   */
  Recovered run(long now) throws IOException {
    List<String> names = files.names();
    List<String> segments = names.stream().filter(SegmentHeader::isName).toList();
    SyncMark mark = names.contains(SyncMark.NAME) ? SyncMark.open(files) : null;
    if (segments.isEmpty()) {
      return create(mark, now);
    }
    long marked = mark == null ? -1 : mark.position();
    boolean copied = mark != null && mark.copied();
    Inspection inspection = new Inspection(files, segments, marked, copied);
    if (inspection.endPosition() < marked) {
      listener.curtailed(inspection.endPosition(), marked);
    }
    deleteUnfinished(names);
    return repair(inspection, mark);
  }

  private Recovered create(@Nullable SyncMark mark, long now) throws IOException {
    if (mark != null) {
      throw new JournalDamagedException(
          SegmentHeader.name(0), 0, "no segment is there, but a sync mark " + mark.position());
    }
    SegmentHeader header = new SegmentHeader(0, config.segmentBytes(), config.recordLimit());
    JournalFile file =
        files.create(SegmentHeader.name(0), header.size(), header.encode(Math.max(1, now)));
    Segment segment = new Segment(header, file, SegmentHeader.BYTES);
    files.forceNames();
    JournalOpening opening = new JournalOpening(true, SegmentHeader.BYTES, 0, 0, 0, 0);
    SyncMark created = SyncMark.create(files, SegmentHeader.BYTES);
    files.forceNames();
    return new Recovered(List.of(segment), null, created, opening);
  }

  private void deleteUnfinished(List<String> names) throws IOException {
    for (String name : names) {
      if (name.endsWith(MappedFiles.UNFINISHED_SUFFIX)) {
        files.delete(name);
      }
    }
  }

  private Recovered repair(Inspection inspection, @Nullable SyncMark mark) throws IOException {
    boolean wasClean = mark != null && mark.clean() && !inspection.torn();
    cutTail(inspection);
    Segment spare = settleBeyond(inspection);
    List<Segment> segments = link(inspection);
    SyncMark kept = mark == null ? SyncMark.create(files, inspection.endPosition()) : mark;
    kept.writeAndForce(inspection.endPosition(), false);
    files.forceNames();
    return new Recovered(segments, spare, kept, opening(inspection, wasClean && aborted == 0));
  }

  private JournalOpening opening(Inspection inspection, boolean clean) {
    long records = 0;
    for (int i = inspection.first(); i <= inspection.endIndex(); i++) {
      records += inspection.scan(i).records();
    }
    long lastTime = inspection.endScan().lastTime();
    return new JournalOpening(
        clean, inspection.endPosition(), lastTime, records, aborted, tornBytes);
  }

  private void cutTail(Inspection inspection) throws IOException {
    Inspection.Found last = inspection.found().get(inspection.endIndex());
    SegmentScan scan = inspection.endScan();
    if (inspection.torn() && !scan.atSegmentEnd()) {
      keepAside(last, scan.end());
    }
    if (!scan.atSegmentEnd()) {
      clear(last.file(), scan.end(), last.header().size());
    }
  }

  /** Takes a seal or a torn tail off; the rest of a segment in use is zeros already. */
  private static void clear(JournalFile file, int from, int to) throws IOException {
    ByteBuffer memory = file.memory();
    int end = Math.min(to, SegmentScan.lastByteAbove(memory, Math.min(from, memory.capacity())));
    for (int at = from; at < end; at++) {
      memory.put(at, (byte) 0);
    }
    if (end > from) {
      file.force(from, end - from);
    }
  }

  private void keepAside(Inspection.Found segment, int from) throws IOException {
    ByteBuffer memory = segment.file().memory();
    int length = SegmentScan.lastByteAbove(memory, Math.min(from, memory.capacity())) - from;
    if (length <= 0) {
      return;
    }
    byte[] bytes = new byte[length];
    memory.get(from, bytes);
    long position = segment.header().base() + from;
    String name = freeName(position);
    files.create(name, length, bytes);
    files.forceNames();
    tornBytes += length;
    listener.torn(name, position, length);
  }

  private String freeName(long position) throws IOException {
    List<String> names = files.names();
    int number = 1;
    while (names.contains(TORN_NAME.formatted(position, number))) {
      number++;
    }
    return TORN_NAME.formatted(position, number);
  }

  /** Keeps a fitting spare segment behind the end; everything else there is kept aside. */
  private @Nullable Segment settleBeyond(Inspection inspection) throws IOException {
    List<Inspection.Found> found = inspection.found();
    int beyond = inspection.endIndex() + 1;
    if (found.size() == beyond + 1 && !inspection.torn() && isSpare(found.get(beyond))) {
      Inspection.Found spare = found.get(beyond);
      return new Segment(spare.header(), spare.file(), SegmentHeader.BYTES);
    }
    for (int i = found.size() - 1; i >= beyond; i--) {
      discard(found.get(i));
    }
    return null;
  }

  private void discard(Inspection.Found segment) throws IOException {
    if (!SegmentScan.isZero(segment.file().memory(), SegmentHeader.BYTES)) {
      keepAside(segment, 0);
    }
    files.delete(segment.name());
  }

  private boolean isSpare(Inspection.Found segment) {
    return segment.bad() == null
        && !segment.active()
        && !segment.shorter()
        && segment.header().size() == config.segmentBytes()
        && segment.header().recordLimit() == config.recordLimit()
        && SegmentScan.isZero(segment.file().memory(), SegmentHeader.BYTES);
  }

  private List<Segment> link(Inspection inspection) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i <= inspection.endIndex(); i++) {
      Segment segment =
          i < inspection.first()
              ? untouched(inspection.found().get(i))
              : repaired(inspection.found().get(i), inspection.scan(i));
      if (i > 0) {
        segments.get(i - 1).link(segment);
      }
      segments.add(segment);
    }
    return segments;
  }

  private static Segment untouched(Inspection.Found segment) {
    return new Segment(segment.header(), segment.file(), segment.header().size());
  }

  private Segment repaired(Inspection.Found segment, SegmentScan scan) throws IOException {
    SegmentHeader header = segment.header();
    JournalFile file =
        segment.shorter() ? files.extend(segment.name(), header.size()) : segment.file();
    for (int offset : scan.unfinished()) {
      abort(header, file.memory(), offset);
    }
    file.force(0, header.size());
    return new Segment(header, file, scan.end());
  }

  private void abort(SegmentHeader header, ByteBuffer memory, int offset) {
    long position = header.base() + offset;
    int length = -RecordFormat.length(memory, offset);
    RecordFormat.writeOwn(memory, offset, length, RecordFormat.ABORTED, position);
    aborted++;
    listener.aborted(position);
  }
}

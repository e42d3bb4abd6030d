package dev.bandolier.server.journal;

import dev.bandolier.server.journal.SalvagedSegment.Filled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is whole of a damaged journal. Every whole record keeps its position; what lies between
 * two whole ones becomes a record that nobody is shown; a lost segment becomes one without records. A
 * record counts as whole where its length, its position's tag and its checksum fit. A lost one that is
 * known from elsewhere is put back. Used once, by one thread; nobody may be writing to the journal.
 */
public final class JournalSalvage {

  /**
   * A stretch that was lost.
   *
   * @param file in which it lay
   * @param position where it began
   * @param bytes how long it was
   * @param facts how many records can be told to have begun there and were not put back; there may have
   *     been more
   * @param restored how many records were put back there
   * @param whole whether no record is missing: those put back fill the stretch, or it never held one
   * @param reason what was wrong
   */
  public record Loss(
      String file,
      long position,
      long bytes,
      int facts,
      int restored,
      boolean whole,
      String reason) {

    private Loss with(Filled filled) {
      int left = Math.max(0, facts - filled.records());
      boolean all = filled.bytes() == bytes;
      return new Loss(file, position, bytes, left, filled.records(), all, reason);
    }

    /** Whether a record may have begun at a position here that is not there any more. */
    public boolean lacks(long where) {
      return !whole && position <= where && where < position + bytes;
    }
  }

  /**
   * What was saved.
   *
   * @param first position at which the journal begins
   * @param end position behind the last record
   * @param records whole records that were copied, and those that were put back
   * @param losses in the order of positions
   */
  public record Saved(long first, long end, long records, List<Loss> losses) {

    /** Keeps a copy of the list. */
    public Saved {
      losses = List.copyOf(losses);
    }
  }

  private final ReadOnlyFiles source;
  private final Path to;
  private final MappedFiles target;
  private final NavigableMap<Long, KnownRecord> known = new TreeMap<>();
  private final List<Loss> losses = new ArrayList<>();
  private long end;
  private long records;
  private long lastTime = 1;
  private int usualSize;
  private int usualLimit;

  /**
   * Looks at a journal.
   *
   * @param to an empty directory
   * @param known records of this journal that are known from elsewhere
   */
  public JournalSalvage(Path from, Path to, List<KnownRecord> known) throws IOException {
    this.source = new ReadOnlyFiles(from);
    this.to = to;
    this.target = new MappedFiles(to);
    known.forEach(record -> this.known.put(record.position(), record));
  }

  /**
   * Copies what is whole.
   *
   * @param fromZero whether the journal has to begin at 0, and not where its first file says
   * @throws JournalVersionException if a newer version wrote it
   * @throws IOException if there is no segment at all, or the disk fails
   */
  public Saved run(boolean fromZero) throws IOException {
    List<String> names = source.segments();
    learnSizes(names);
    long first = fromZero ? 0 : SegmentHeader.baseOf(names.get(0));
    end = first;
    for (int i = 0; i < names.size(); i++) {
      save(names.get(i), i + 1 < names.size() ? names.get(i + 1) : null);
    }
    SyncMark.create(target, end).writeAndForce(end, true);
    return new Saved(first, end, records, losses);
  }

  /** What headers that are whole say, for those that are not. */
  private void learnSizes(List<String> names) throws IOException {
    for (String name : names) {
      SegmentHeader header = header(name, source.open(name).memory());
      if (header != null) {
        usualSize = header.size();
        usualLimit = header.recordLimit();
      }
    }
    if (usualSize == 0) {
      throw new IOException("no file of the journal has a whole header");
    }
  }

  private static @Nullable SegmentHeader header(String name, ByteBuffer memory)
      throws JournalVersionException {
    try {
      return SegmentHeader.decode(name, memory);
    } catch (JournalDamagedException e) {
      return null;
    }
  }

  private void save(String name, @Nullable String nextName) throws IOException {
    ByteBuffer memory = source.open(name).memory();
    long base = SegmentHeader.baseOf(name);
    SegmentHeader whole = header(name, memory);
    SegmentHeader header = whole != null ? whole : new SegmentHeader(base, usualSize, usualLimit);
    boolean later = nextName != null && isUsed(nextName);
    if (whole != null && SegmentHeader.baseTime(memory) == 0 && !later) {
      return;
    }
    if (base < end) {
      losses.add(new Loss(name, base, 0, 0, 0, false, "the file overlaps the one before it"));
      return;
    }
    bridge(name, base);
    copy(name, header, memory, whole == null, later);
  }

  private boolean isUsed(String name) throws IOException {
    ByteBuffer memory = source.open(name).memory();
    return header(name, memory) == null || SegmentHeader.baseTime(memory) != 0;
  }

  /** Makes segments without records where files are missing. */
  private void bridge(String before, long base) throws IOException {
    Loss loss = new Loss(before, end, base - end, 0, 0, false, "files are missing before it");
    Filled filled = Filled.NOTHING;
    while (end < base) {
      int size = (int) Math.min(usualSize, base - end);
      SegmentHeader header = new SegmentHeader(end, size, usualLimit);
      JournalFile file = target.create(SegmentHeader.name(end), size, header.encode(lastTime));
      SalvagedSegment made =
          new SalvagedSegment(SegmentHeader.name(end), header, file.memory(), known);
      filled = filled.plus(fill(made, SegmentHeader.BYTES, size));
      file.force(0, size);
      end = header.end();
    }
    if (loss.bytes() > 0) {
      losses.add(loss.with(filled));
    }
  }

  private Filled fill(SalvagedSegment segment, int from, int to) {
    Filled filled = segment.fill(from, to);
    records += filled.records();
    lastTime = Math.max(lastTime, segment.lastTime());
    return filled;
  }

  private void copy(
      String name, SegmentHeader header, ByteBuffer found, boolean headerLost, boolean later)
      throws IOException {
    Files.copy(source.path(name), to.resolve(name));
    JournalFile file =
        found.capacity() < header.size() ? target.extend(name, header.size()) : target.open(name);
    ByteBuffer memory = file.memory();
    if (headerLost || !SegmentHeader.baseTimeFits(memory) || SegmentHeader.baseTime(memory) == 0) {
      String reason = "the file's header is damaged";
      losses.add(new Loss(name, header.base(), SegmentHeader.BYTES, 0, 0, true, reason));
      memory.put(0, header.encode(lastTime));
    }
    walk(header, memory, new SalvagedSegment(name, header, memory, known), later);
    file.force(0, memory.capacity());
  }

  private void walk(
      SegmentHeader header, ByteBuffer memory, SalvagedSegment segment, boolean later) {
    int offset = SegmentHeader.BYTES;
    int next = segment.nextWhole(offset);
    while (next >= 0) {
      lose(segment, offset, next);
      offset = next + take(memory, next);
      next = segment.nextWhole(offset);
    }
    if (later) {
      lose(segment, offset, header.size());
      end = header.end();
    } else {
      end = header.base() + finish(memory, segment, offset);
    }
  }

  /** The journal's end, behind the last record that is whole or known. */
  private int finish(ByteBuffer memory, SalvagedSegment segment, int last) {
    int offset = segment.endOfKnown(last);
    lose(segment, last, offset);
    int rest = SegmentScan.lastByteAbove(memory, offset);
    if (rest > offset && !segment.isSealedAt(offset)) {
      losses.add(segment.loss(offset, rest));
    }
    segment.cut(offset);
    return offset;
  }

  private int take(ByteBuffer memory, int offset) {
    if (RecordFormat.type(memory, offset) > 0) {
      records++;
      lastTime = Math.max(lastTime, RecordFormat.time(memory, offset));
    }
    return RecordFormat.align(RecordFormat.length(memory, offset));
  }

  /** Covers a stretch that holds no whole record; no record is shorter than a header. */
  private void lose(SalvagedSegment segment, int from, int to) {
    if (to - from >= RecordFormat.HEADER_BYTES) {
      Loss loss = segment.loss(from, to);
      losses.add(loss.with(fill(segment, from, to)));
    }
  }
}

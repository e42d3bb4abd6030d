package dev.bandolier.server.journal;

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
   * @param reason what was wrong
   */
  public record Loss(
      String file, long position, long bytes, int facts, int restored, String reason) {

    private Loss with(int putBack) {
      return new Loss(file, position, bytes, Math.max(0, facts - putBack), putBack, reason);
    }
  }

  /**
   * What was saved.
   *
   * @param end position behind the last record
   * @param records whole records that were copied, and those that were put back
   * @param losses in the order of positions
   */
  public record Saved(long end, long records, List<Loss> losses) {

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
    end = fromZero ? 0 : SegmentHeader.baseOf(names.get(0));
    for (int i = 0; i < names.size(); i++) {
      save(names.get(i), i + 1 < names.size() ? names.get(i + 1) : null);
    }
    SyncMark.create(target, end).writeAndForce(end, true);
    return new Saved(end, records, losses);
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
      losses.add(new Loss(name, base, 0, 0, 0, "the file overlaps the one before it"));
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
    Loss loss = new Loss(before, end, base - end, 0, 0, "files are missing before it");
    int restored = 0;
    while (end < base) {
      int size = (int) Math.min(usualSize, base - end);
      SegmentHeader header = new SegmentHeader(end, size, usualLimit);
      JournalFile file = target.create(SegmentHeader.name(end), size, header.encode(lastTime));
      restored += fill(file.memory(), header, SegmentHeader.BYTES, size);
      file.force(0, size);
      end = header.end();
    }
    if (loss.bytes() > 0) {
      losses.add(loss.with(restored));
    }
  }

  private void copy(
      String name, SegmentHeader header, ByteBuffer found, boolean headerLost, boolean later)
      throws IOException {
    Files.copy(source.path(name), to.resolve(name));
    JournalFile file =
        found.capacity() < header.size() ? target.extend(name, header.size()) : target.open(name);
    ByteBuffer memory = file.memory();
    if (headerLost || !SegmentHeader.baseTimeFits(memory) || SegmentHeader.baseTime(memory) == 0) {
      losses.add(
          new Loss(name, header.base(), SegmentHeader.BYTES, 0, 0, "the file's header is damaged"));
      memory.put(0, header.encode(lastTime));
    }
    walk(name, header, memory, later);
    file.force(0, memory.capacity());
  }

  private void walk(String name, SegmentHeader header, ByteBuffer memory, boolean later) {
    int offset = SegmentHeader.BYTES;
    int next = nextWhole(memory, header, offset);
    while (next >= 0) {
      lose(name, memory, header, offset, next);
      offset = next + take(memory, next);
      next = nextWhole(memory, header, offset);
    }
    int rest = SegmentScan.lastByteAbove(memory, offset);
    boolean sealed =
        header.size() - offset >= RecordFormat.HEADER_BYTES
            && RecordFormat.length(memory, offset) == RecordFormat.SEALED
            && rest <= offset + 8;
    if (later) {
      lose(name, memory, header, offset, header.size());
      end = header.end();
    } else {
      if (rest > offset && !sealed) {
        losses.add(loss(name, memory, header, offset, rest));
      }
      for (int at = offset; at < memory.capacity(); at++) {
        memory.put(at, (byte) 0);
      }
      end = header.base() + offset;
    }
  }

  private int take(ByteBuffer memory, int offset) {
    if (RecordFormat.type(memory, offset) > 0) {
      records++;
      lastTime = Math.max(lastTime, RecordFormat.time(memory, offset));
    }
    return RecordFormat.align(RecordFormat.length(memory, offset));
  }

  /** Returns the offset of the first whole record at or behind one, or -1. */
  private static int nextWhole(ByteBuffer memory, SegmentHeader header, int from) {
    for (int at = from; at <= header.size() - RecordFormat.HEADER_BYTES; at += 8) {
      if (RecordFormat.tagFits(memory, at, header.base() + at) && isWhole(memory, header, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isWhole(ByteBuffer memory, SegmentHeader header, int at) {
    int length = RecordFormat.length(memory, at);
    return length > 0
        && RecordFormat.problem(memory, header, at, length, header.recordLimit()) == null;
  }

  /** Covers a stretch that holds no whole record; no record is shorter than a header. */
  private void lose(String name, ByteBuffer memory, SegmentHeader header, int from, int to) {
    if (to - from >= RecordFormat.HEADER_BYTES) {
      Loss loss = loss(name, memory, header, from, to);
      losses.add(loss.with(fill(memory, header, from, to)));
    }
  }

  /** Puts back the records that are known, and covers what lies between them; how many there were. */
  private int fill(ByteBuffer memory, SegmentHeader header, int from, int to) {
    int at = from;
    int restored = 0;
    for (KnownRecord record : known.subMap(header.base() + from, header.base() + to).values()) {
      int offset = (int) (record.position() - header.base());
      int next = offset + record.bytes();
      int left = to - next;
      boolean reachesEnd = to == header.size() && left >= 0;
      if (canBeCovered(offset - at) && (reachesEnd || canBeCovered(left))) {
        pad(memory, header, at, offset);
        record.writeTo(memory, offset);
        lastTime = Math.max(lastTime, record.time());
        at = next;
        restored++;
      }
    }
    pad(memory, header, at, to);
    records += restored;
    return restored;
  }

  private static boolean canBeCovered(int bytes) {
    return bytes == 0 || bytes >= RecordFormat.HEADER_BYTES;
  }

  private static Loss loss(String name, ByteBuffer memory, SegmentHeader header, int from, int to) {
    int begun = 0;
    boolean own = false;
    for (int at = from; at <= to - RecordFormat.HEADER_BYTES; at += 8) {
      boolean tagged = RecordFormat.tagFits(memory, at, header.base() + at);
      begun += tagged && RecordFormat.type(memory, at) > 0 ? 1 : 0;
      own |= tagged && RecordFormat.type(memory, at) < 0;
    }
    long position = header.base() + from;
    String reason = problem(memory, header, from);
    return new Loss(name, position, to - from, Math.max(own ? 0 : 1, begun), 0, reason);
  }

  private static String problem(ByteBuffer memory, SegmentHeader header, int at) {
    int length =
        header.size() - at < RecordFormat.HEADER_BYTES ? 0 : RecordFormat.length(memory, at);
    String problem =
        length <= 0
            ? "no finished record"
            : RecordFormat.problem(memory, header, at, length, header.recordLimit());
    return problem == null ? "the record is whole" : problem;
  }

  private static void pad(ByteBuffer memory, SegmentHeader header, int from, int to) {
    if (to - from >= RecordFormat.HEADER_BYTES) {
      RecordFormat.writeOwn(memory, from, to - from, RecordFormat.ABORTED, header.base() + from);
    }
  }
}

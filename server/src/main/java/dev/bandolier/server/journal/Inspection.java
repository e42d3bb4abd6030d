package dev.bandolier.server.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a journal ends and what has to be repaired, and changes nothing.
 *
 * <p>A record that is not whole before the last sync mark is damage. Behind the mark it is a torn
 * tail: a power loss may keep any of the pages that were not synced. Without a mark everything but
 * the last segment in use counts as synced. Segments before the one with the mark are not read.
 *
 * <p>A mark that was copied while the journal was in use may be ahead of the segments beside it: then
 * all segments are read, and a journal that ends early is a tail that was not copied. A record that is
 * there but not whole stays damage: an appender publishes a record's length last, so copying from
 * front to back does not explain it.
 *
 * <p>Used by one thread, once.
 */
final class Inspection {

  /** A segment's file, with the exception that reading its header met, if any. */
  record Found(
      String name, JournalFile file, SegmentHeader header, @Nullable JournalDamagedException bad) {

    boolean active() {
      return bad == null && SegmentHeader.baseTime(file.memory()) != 0;
    }

    boolean shorter() {
      return file.memory().capacity() < header.size();
    }
  }

  private final List<Found> found = new ArrayList<>();
  private final List<SegmentScan> scans = new ArrayList<>();
  private final boolean copied;
  private long synced;
  private int usable;
  private int first;
  private boolean torn;

  /**
   * @param marked position of the sync mark, or -1
   * @param copied whether the mark was copied while the journal was in use
   * @throws JournalVersionException if a newer version wrote any of the files
   * @throws JournalDamagedException if what was synced is not whole
   */
  Inspection(JournalFiles files, List<String> names, long marked, boolean copied)
      throws IOException {
    this.copied = copied;
    for (String name : names) {
      found.add(load(files, name));
    }
    synced = marked >= 0 ? marked : baseOfLastActive();
    usable = countUsable();
    first = copied ? 0 : firstToScan();
    checkSizesBefore(first);
    scan();
    if (endPosition() < synced && !copied) {
      throw damage(endIndex(), endPosition(), "the journal ends before its sync mark " + synced);
    }
  }

  private static Found load(JournalFiles files, String name) throws IOException {
    JournalFile file = files.open(name);
    try {
      return new Found(name, file, SegmentHeader.decode(name, file.memory()), null);
    } catch (JournalDamagedException e) {
      return new Found(name, file, new SegmentHeader(SegmentHeader.baseOf(name), 0, 0), e);
    }
  }

  private long baseOfLastActive() {
    long base = 0;
    for (Found segment : found) {
      base = segment.active() ? segment.header().base() : base;
    }
    return base;
  }

  private int countUsable() throws JournalDamagedException {
    int count = 0;
    while (count < found.size() && usable(count)) {
      count++;
    }
    return count;
  }

  private boolean usable(int index) throws JournalDamagedException {
    Found segment = found.get(index);
    JournalDamagedException bad = segment.bad();
    if (bad == null && index > 0 && end(index - 1) != segment.header().base()) {
      bad = damage(index, end(index - 1), "a segment is missing before it");
    }
    if (bad == null && !SegmentHeader.baseTimeFits(segment.file().memory())) {
      bad = damage(index, segment.header().base(), "the segment's base time is damaged");
    }
    if (bad == null && index == 0 && !segment.active()) {
      bad = damage(index, segment.header().base(), "the first segment was never in use");
    }
    if (bad != null && (index == 0 || bad.position() < synced)) {
      throw bad;
    }
    torn |= bad != null;
    return bad == null;
  }

  private long end(int index) {
    return found.get(index).header().end();
  }

  private int firstToScan() {
    int index = 0;
    while (index + 1 < usable
        && found.get(index + 1).active()
        && found.get(index + 1).header().base() < synced) {
      index++;
    }
    return index;
  }

  private void checkSizesBefore(int index) throws JournalDamagedException {
    for (int i = 0; i < index; i++) {
      if (found.get(i).shorter()) {
        throw damage(i, end(i), "the file is too short");
      }
    }
  }

  private void scan() throws JournalDamagedException {
    boolean more = true;
    for (int i = first; more; i++) {
      SegmentScan scan = new SegmentScan(found.get(i).header(), found.get(i).file().memory());
      scans.add(scan);
      checkClaims(i, scan);
      checkProblem(i, scan.end(), scan.problem(), scan.endsEarly());
      boolean next = i + 1 < usable && found.get(i + 1).active();
      if (next && !scan.atSegmentEnd() && scan.problem() == null) {
        checkProblem(i, scan.end(), "the segment ends before the next one begins", true);
      }
      more = next && !torn;
    }
  }

  private void checkClaims(int index, SegmentScan scan) throws JournalDamagedException {
    for (int offset : scan.unfinished()) {
      long position = found.get(index).header().base() + offset;
      if (position < synced && !copied) {
        throw damage(index, position, "the record was never finished");
      }
    }
  }

  private void checkProblem(int index, int offset, @Nullable String problem, boolean early)
      throws JournalDamagedException {
    long position = found.get(index).header().base() + offset;
    if (problem != null && position < synced && !(copied && early)) {
      throw damage(index, position, problem);
    }
    torn |= problem != null;
  }

  private JournalDamagedException damage(int index, long position, String reason) {
    return new JournalDamagedException(found.get(index).name(), position, reason);
  }

  /** Returns all segment files, in order of position. */
  List<Found> found() {
    return found;
  }

  /** Returns the index of the first segment that was scanned. */
  int first() {
    return first;
  }

  /** Returns the index of the segment in which the journal ends. */
  int endIndex() {
    return first + scans.size() - 1;
  }

  SegmentScan scan(int index) {
    return scans.get(index - first);
  }

  /** Returns the scan of the segment in which the journal ends. */
  SegmentScan endScan() {
    return scan(endIndex());
  }

  /** Returns the position behind the last whole or claimed record. */
  long endPosition() {
    return found.get(endIndex()).header().base() + endScan().end();
  }

  /** Tells whether anything behind the end has to be cut. */
  boolean torn() {
    return torn;
  }
}

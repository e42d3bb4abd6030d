package dev.bandolier.server.learn;

import java.util.Arrays;

/**
 * What falls due when, by deadline and then by journal position, so that every replay settles in the same
 * order. Decisions are mostly made in the order in which their windows close, and so is every kind of fact
 * with a period of its own: each waits in a line, the first whose last deadline is not later, and only what
 * fits into none waits in a heap. Entries are never removed early: whoever polls one asks the ledger whether
 * it still stands. One thread only.
 */
final class Deadlines {

  /** Periods that may be mixed without a heap. */
  private static final int LINES = 4;

  private final DeadlineLine[] lines = new DeadlineLine[LINES];
  private final DeadlineHeap heap = new DeadlineHeap();
  private int first;
  private long earliest = Long.MAX_VALUE;
  private long earliestPosition = Long.MAX_VALUE;

  Deadlines() {
    Arrays.setAll(lines, i -> new DeadlineLine());
  }

  int size() {
    int size = heap.size();
    for (DeadlineLine line : lines) {
      size += line.size();
    }
    return size;
  }

  /** How many wait in the heap. */
  int unordered() {
    return heap.size();
  }

  /** The earliest deadline in epoch milliseconds, or {@link Long#MAX_VALUE}. */
  long earliest() {
    return earliest;
  }

  /** The position that belongs to the earliest deadline; only while there is one, as the methods below. */
  long earliestPosition() {
    return earliestPosition;
  }

  /** The block that belongs to the earliest deadline. */
  long earliestHandle() {
    return first == LINES ? heap.handle() : lines[first].handle();
  }

  void add(long deadline, long position, long handle) {
    int place = 0;
    while (place < LINES && !lines[place].add(deadline, position, handle)) {
      place++;
    }
    if (place == LINES) {
      heap.add(deadline, position, handle);
    }
    offer(place, deadline, position);
  }

  /** Removes the earliest. */
  void removeEarliest() {
    if (first == LINES) {
      heap.remove();
    } else {
      lines[first].remove();
    }
    findEarliest();
  }

  private void findEarliest() {
    earliest = Long.MAX_VALUE;
    earliestPosition = Long.MAX_VALUE;
    for (int place = 0; place < LINES; place++) {
      if (lines[place].size() > 0) {
        offer(place, lines[place].deadline(), lines[place].position());
      }
    }
    if (heap.size() > 0) {
      offer(LINES, heap.deadline(), heap.position());
    }
  }

  private void offer(int place, long deadline, long position) {
    if (deadline != earliest ? deadline < earliest : position < earliestPosition) {
      first = place;
      earliest = deadline;
      earliestPosition = position;
    }
  }
}

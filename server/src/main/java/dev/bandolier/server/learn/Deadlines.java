package dev.bandolier.server.learn;

/**
 * What falls due when, by deadline and then by journal position, so that every replay settles in the same
 * order. Decisions are mostly made in the order in which their windows close: those wait in a line, and
 * only the others in a heap. Entries are never removed early: whoever polls one asks the ledger whether it
 * still stands. One thread only.
 */
final class Deadlines {

  private final DeadlineLine line = new DeadlineLine();
  private final DeadlineHeap heap = new DeadlineHeap();

  int size() {
    return line.size() + heap.size();
  }

  /** The earliest deadline in epoch milliseconds, or {@link Long#MAX_VALUE}. */
  long earliest() {
    long inLine = line.size() == 0 ? Long.MAX_VALUE : line.deadline();
    return heap.size() == 0 ? inLine : Math.min(inLine, heap.deadline());
  }

  /** The position that belongs to the earliest deadline. */
  long earliestPosition() {
    return isInLine() ? line.position() : heap.position();
  }

  /** The block that belongs to the earliest deadline. */
  long earliestHandle() {
    return isInLine() ? line.handle() : heap.handle();
  }

  void add(long deadline, long position, long handle) {
    if (!line.add(deadline, position, handle)) {
      heap.add(deadline, position, handle);
    }
  }

  /** Removes the earliest. */
  void removeEarliest() {
    if (isInLine()) {
      line.remove();
    } else {
      heap.remove();
    }
  }

  private boolean isInLine() {
    if (line.size() == 0 || heap.size() == 0) {
      return line.size() > 0;
    }
    return line.deadline() != heap.deadline()
        ? line.deadline() < heap.deadline()
        : line.position() <= heap.position();
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;

/**
 * Deadlines that come in any order: a binary heap off the heap, ordered by deadline and then by journal
 * position. Grows by doubling. One thread only.
 */
final class DeadlineHeap {

  private static final int WORDS = 3;

  private Memory memory = Memory.allocate(64 * WORDS);
  private int size;

  int size() {
    return size;
  }

  /** The earliest deadline; only while there is one, as the methods below. */
  long deadline() {
    return memory.getLong(0);
  }

  long position() {
    return memory.getLong(1);
  }

  long handle() {
    return memory.getLong(2);
  }

  void add(long deadline, long position, long handle) {
    ensureRoom();
    int at = size++;
    while (at > 0 && isBefore(deadline, position, parent(at))) {
      memory.copy(parent(at) * WORDS, at * WORDS, WORDS);
      at = parent(at);
    }
    set(at, deadline, position, handle);
  }

  /** Removes the earliest. */
  void remove() {
    int last = --size * WORDS;
    long deadline = memory.getLong(last);
    long position = memory.getLong(last + 1);
    long handle = memory.getLong(last + 2);
    int at = 0;
    for (int child = earlierChild(at);
        child < size && !isBefore(deadline, position, child);
        child = earlierChild(at)) {
      memory.copy(child * WORDS, at * WORDS, WORDS);
      at = child;
    }
    set(at, deadline, position, handle);
  }

  private int earlierChild(int at) {
    int left = 2 * at + 1;
    int right = left + 1;
    if (right >= size) {
      return left;
    }
    long deadline = memory.getLong(right * WORDS);
    return isBefore(deadline, memory.getLong(right * WORDS + 1), left) ? right : left;
  }

  private boolean isBefore(long deadline, long position, int other) {
    long otherDeadline = memory.getLong(other * WORDS);
    return deadline != otherDeadline
        ? deadline < otherDeadline
        : position < memory.getLong(other * WORDS + 1);
  }

  private void set(int at, long deadline, long position, long handle) {
    memory.setLong(at * WORDS, deadline);
    memory.setLong(at * WORDS + 1, position);
    memory.setLong(at * WORDS + 2, handle);
  }

  private void ensureRoom() {
    if ((size + 1) * WORDS > memory.words()) {
      Memory larger = Memory.allocate(2 * memory.words());
      larger.copy(memory, 0, 0, size * WORDS);
      memory = larger;
    }
  }

  private static int parent(int at) {
    return at - 1 >>> 1;
  }
}

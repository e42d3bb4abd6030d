package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;

/**
 * Deadlines that come in their order, in a ring off the heap: adding and removing one costs the same
 * however many wait. Three words each: deadline, position, handle. Grows by doubling. One thread only.
 */
final class DeadlineLine {

  private static final int WORDS = 3;

  private Memory memory = Memory.allocate(64 * WORDS);
  private int mask = 63;
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** Adds one, unless it is earlier than the last one; says whether it did. */
  boolean add(long deadline, long position, long handle) {
    if (size > 0 && isBeforeLast(deadline, position)) {
      return false;
    }
    ensureRoom();
    int at = at(size++);
    memory.setLong(at, deadline);
    memory.setLong(at + 1, position);
    memory.setLong(at + 2, handle);
    return true;
  }

  /** The first deadline; only while there is one, as the methods below. */
  long deadline() {
    return memory.getLong(at(0));
  }

  long position() {
    return memory.getLong(at(0) + 1);
  }

  long handle() {
    return memory.getLong(at(0) + 2);
  }

  /** Removes the first. */
  void remove() {
    head = head + 1 & mask;
    size--;
  }

  private boolean isBeforeLast(long deadline, long position) {
    int last = at(size - 1);
    long lastDeadline = memory.getLong(last);
    return deadline != lastDeadline ? deadline < lastDeadline : position < memory.getLong(last + 1);
  }

  private void ensureRoom() {
    if (size > mask) {
      Memory larger = Memory.allocate(2 * memory.words());
      int toEnd = memory.words() - head * WORDS;
      larger.copy(memory, head * WORDS, 0, toEnd);
      larger.copy(memory, 0, toEnd, head * WORDS);
      memory = larger;
      mask = 2 * mask + 1;
      head = 0;
    }
  }

  private int at(int place) {
    return (head + place & mask) * WORDS;
  }
}

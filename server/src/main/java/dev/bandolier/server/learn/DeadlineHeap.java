package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import java.util.Arrays;

/**
 * Deadlines that come in any order: a binary heap off the heap, ordered by deadline and then by journal
 * position. It grows by doubling to a chunk and then by a chunk, so that nothing larger is ever copied or
 * cleared. One thread only.
 */
final class DeadlineHeap {

  private static final int WORDS = 3;
  private static final int FIRST = 64;
  private static final int SHIFT = 13;
  private static final int CHUNK = 1 << SHIFT;

  private Memory[] chunks = {Memory.allocate(FIRST * WORDS)};
  private int size;

  int size() {
    return size;
  }

  /** The earliest deadline; only while there is one, as the methods below. */
  long deadline() {
    return chunks[0].getLong(0);
  }

  long position() {
    return chunks[0].getLong(1);
  }

  long handle() {
    return chunks[0].getLong(2);
  }

  void add(long deadline, long position, long handle) {
    ensureRoom();
    int at = size++;
    while (at > 0 && isBefore(deadline, position, parent(at))) {
      move(parent(at), at);
      at = parent(at);
    }
    set(at, deadline, position, handle);
  }

  /** Removes the earliest. */
  void remove() {
    int last = --size;
    Memory memory = chunk(last);
    long deadline = memory.getLong(word(last));
    long position = memory.getLong(word(last) + 1);
    long handle = memory.getLong(word(last) + 2);
    int at = 0;
    for (int child = earlierChild(at);
        child < size && !isBefore(deadline, position, child);
        child = earlierChild(at)) {
      move(child, at);
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
    long deadline = chunk(right).getLong(word(right));
    return isBefore(deadline, chunk(right).getLong(word(right) + 1), left) ? right : left;
  }

  private boolean isBefore(long deadline, long position, int other) {
    long otherDeadline = chunk(other).getLong(word(other));
    return deadline != otherDeadline
        ? deadline < otherDeadline
        : position < chunk(other).getLong(word(other) + 1);
  }

  private void set(int at, long deadline, long position, long handle) {
    Memory memory = chunk(at);
    memory.setLong(word(at), deadline);
    memory.setLong(word(at) + 1, position);
    memory.setLong(word(at) + 2, handle);
  }

  private void move(int from, int to) {
    chunk(to).copy(chunk(from), word(from), word(to), WORDS);
  }

  private void ensureRoom() {
    if (size == CHUNK * chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = Memory.allocate(CHUNK * WORDS);
    } else if (size < CHUNK && size * WORDS == chunks[0].words()) {
      Memory larger = Memory.allocate(2 * size * WORDS);
      larger.copy(chunks[0], 0, 0, size * WORDS);
      chunks[0] = larger;
    }
  }

  private Memory chunk(int at) {
    return chunks[at >>> SHIFT];
  }

  private static int word(int at) {
    return (at & CHUNK - 1) * WORDS;
  }

  private static int parent(int at) {
    return at - 1 >>> 1;
  }
}

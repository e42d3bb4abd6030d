package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import java.util.ArrayDeque;

/**
 * Deadlines that come in their order, in a chain of chunks off the heap: adding and removing one costs the
 * same however many wait, and nothing is ever copied or cleared that is larger than a chunk. Three words
 * each: deadline, position, handle. Chunks that are done with are used again. One thread only.
 */
final class DeadlineLine {

  private static final int WORDS = 3;
  private static final int FIRST = 64 * WORDS;
  private static final int LARGEST = 8192 * WORDS;

  private final ArrayDeque<Memory> chunks = new ArrayDeque<>();
  private final ArrayDeque<Memory> free = new ArrayDeque<>();
  private Memory first;
  private Memory last;

  /** Word of the first deadline in the first chunk, and behind the last one in the last. */
  private int head;

  private int tail;
  private int size;
  private long latest;
  private long latestPosition;

  DeadlineLine() {
    first = Memory.allocate(FIRST);
    last = first;
    chunks.add(first);
  }

  int size() {
    return size;
  }

  /** Adds one, unless it is earlier than the last one; says whether it did. */
  boolean add(long deadline, long position, long handle) {
    if (size > 0 && isBeforeLast(deadline, position)) {
      return false;
    }
    ensureRoom();
    last.setLong(tail, deadline);
    last.setLong(tail + 1, position);
    last.setLong(tail + 2, handle);
    tail += WORDS;
    size++;
    latest = deadline;
    latestPosition = position;
    return true;
  }

  /** The first deadline; only while there is one, as the methods below. */
  long deadline() {
    return first.getLong(head);
  }

  long position() {
    return first.getLong(head + 1);
  }

  long handle() {
    return first.getLong(head + 2);
  }

  /** Removes the first. */
  void remove() {
    head += WORDS;
    size--;
    if (size == 0) {
      head = 0;
      tail = 0;
    } else if (head == first.words()) {
      free.add(chunks.remove());
      first = chunks.element();
      head = 0;
    }
  }

  private boolean isBeforeLast(long deadline, long position) {
    return deadline != latest ? deadline < latest : position < latestPosition;
  }

  private void ensureRoom() {
    if (tail == last.words()) {
      Memory spare = free.poll();
      last = spare == null ? Memory.allocate(Math.min(2 * last.words(), LARGEST)) : spare;
      chunks.add(last);
      tail = 0;
    }
  }
}

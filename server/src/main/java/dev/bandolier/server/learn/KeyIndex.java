package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;

/**
 * 128-bit keys to block handles, off the heap: open addressing with linear probing at a load of at
 * most one half, and deletion by shifting back (Knuth, TAOCP 3, section 6.4, algorithm R), so that
 * no tombstones gather. Three words a slot; doubles up to its limit. One thread only.
 */
final class KeyIndex {

  /** No such key. */
  static final long ABSENT = -1;

  private static final int WORDS = 3;
  private static final int HANDLE = 2;
  private static final int FIRST_SLOTS = 1024;

  private final int limit;
  private Memory memory = Memory.allocate(FIRST_SLOTS * WORDS);
  private int mask = FIRST_SLOTS - 1;
  private int size;

  /** An empty index of at most {@code limit} keys, 1 to 2²⁵. */
  KeyIndex(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= limit;
  }

  /** The handle of a key, or {@link #ABSENT}. */
  long get(long hi, long lo) {
    return memory.getLong(find(hi, lo) + HANDLE) - 1;
  }

  /** Sets the handle (at least 0) of a key; whether there is room for a new one is the caller's to ask. */
  void put(long hi, long lo, long handle) {
    int at = find(hi, lo);
    if (memory.getLong(at + HANDLE) == 0) {
      at = claim(hi, lo, at);
    }
    memory.setLong(at + HANDLE, handle + 1);
  }

  /** Makes room for that many keys, or as many as it may hold, in advance. */
  void expect(long keys) {
    long slots = Long.highestOneBit(2 * Math.min(keys, limit)) << 1;
    if (slots > mask + 1) {
      grow((int) slots);
    }
  }

  private int claim(long hi, long lo, int free) {
    int at = free;
    if (2 * ++size > mask) {
      grow();
      at = find(hi, lo);
    }
    memory.setLong(at, hi);
    memory.setLong(at + 1, lo);
    return at;
  }

  private void grow() {
    grow(2 * (mask + 1));
  }

  private void grow(int slots) {
    Memory old = memory;
    memory = Memory.allocate(slots * WORDS);
    mask = slots - 1;
    for (int at = 0; at < old.words(); at += WORDS) {
      if (old.getLong(at + HANDLE) != 0) {
        memory.copy(old, at, find(old.getLong(at), old.getLong(at + 1)), WORDS);
      }
    }
  }

  /** Removes a key, if it is there. */
  void remove(long hi, long lo) {
    int hole = find(hi, lo);
    if (memory.getLong(hole + HANDLE) == 0) {
      return;
    }
    size--;
    for (int next = after(hole); memory.getLong(next + HANDLE) != 0; next = after(next)) {
      if (mayMove(next, hole)) {
        memory.copy(next, hole, WORDS);
        hole = next;
      }
    }
    memory.setLong(hole + HANDLE, 0);
  }

  private boolean mayMove(int from, int hole) {
    int home = slotOf(memory.getLong(from + 1));
    int distanceFromHome = from / WORDS - home & mask;
    int distanceFromHole = (from - hole) / WORDS & mask;
    return distanceFromHome >= distanceFromHole;
  }

  private int find(long hi, long lo) {
    int at = slotOf(lo) * WORDS;
    while (memory.getLong(at + HANDLE) != 0
        && (memory.getLong(at + 1) != lo || memory.getLong(at) != hi)) {
      at = after(at);
    }
    return at;
  }

  private int slotOf(long lo) {
    long mixed = lo * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }

  private int after(int at) {
    return (at / WORDS + 1 & mask) * WORDS;
  }

  /** Calls the visitor for every key, in no order; the index must not change meanwhile. */
  void forEach(Visitor visitor) {
    for (int at = 0; at < memory.words(); at += WORDS) {
      long handle = memory.getLong(at + HANDLE) - 1;
      if (handle != ABSENT) {
        visitor.visit(memory.getLong(at), memory.getLong(at + 1), handle);
      }
    }
  }

  /** Sees keys with their handles. */
  interface Visitor {
    void visit(long hi, long lo, long handle);
  }
}

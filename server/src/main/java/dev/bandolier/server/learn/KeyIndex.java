package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * 128-bit keys to block handles, off the heap: open addressing with linear probing at a load of at
 * most one half, and deletion by shifting back (Knuth, TAOCP 3, section 6.4, algorithm R), so that
 * no tombstones gather. Doubles up to its limit. One thread only.
 *
 * <p>A slot has three words (key and handle) and, apart from them, a tag of 32 bits of the key's hash, 0
 * where the slot is free; its lowest bits are the slot where the key belongs. Tags lie close together:
 * most looks for a key that is not there, and most steps of a deletion, see only these.
 *
 * <p>Doubling clears new memory in one go, in which no safepoint can be reached, and moves every key: with a
 * million of them that is a stop of a tenth of a second or two. What gets large is split, see {@link LedgerKeys}.
 */
final class KeyIndex {

  /** No such key. */
  static final long ABSENT = -1;

  private static final int WORDS = 3;
  private static final int HANDLE = 2;
  private static final int FIRST_SLOTS = 64;

  private final int limit;
  private Memory memory = Memory.allocate(FIRST_SLOTS * WORDS);
  private IntBuffer tags = newTags(FIRST_SLOTS);
  private int mask = FIRST_SLOTS - 1;
  private int size;

  private long seen;

  /** An empty index of at most {@code limit} keys, 1 to 2²⁵. */
  KeyIndex(int limit) {
    this.limit = limit;
  }

  private static IntBuffer newTags(int slots) {
    return ByteBuffer.allocateDirect(slots * Integer.BYTES)
        .order(ByteOrder.nativeOrder())
        .asIntBuffer();
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= limit;
  }

  /** The handle of a key, or {@link #ABSENT}. */
  long get(long hi, long lo) {
    int slot = find(hi, lo);
    return tags.get(slot) == 0 ? ABSENT : handle(slot);
  }

  /** Sets the handle (at least 0) of a key; whether there is room for a new one is the caller's to ask. */
  void put(long hi, long lo, long handle) {
    int slot = find(hi, lo);
    if (tags.get(slot) == 0) {
      slot = claim(hi, lo, slot);
    }
    memory.setLong(slot * WORDS + HANDLE, handle);
  }

  /** Makes room for that many keys, or as many as it may hold, in advance. */
  void expect(long keys) {
    long slots = Long.highestOneBit(Math.max(1, 2 * Math.min(keys, limit) - 1)) << 1;
    if (slots > mask + 1) {
      grow((int) slots);
    }
  }

  private int claim(long hi, long lo, int free) {
    int slot = free;
    if (2 * ++size > mask + 1) {
      grow(2 * (mask + 1));
      slot = find(hi, lo);
    }
    tags.put(slot, tagOf(lo));
    memory.setLong(slot * WORDS, hi);
    memory.setLong(slot * WORDS + 1, lo);
    return slot;
  }

  private void grow(int slots) {
    Memory old = memory;
    IntBuffer oldTags = tags;
    memory = Memory.allocate(slots * WORDS);
    tags = newTags(slots);
    mask = slots - 1;
    for (int slot = 0; slot < oldTags.limit(); slot++) {
      int tag = oldTags.get(slot);
      if (tag != 0) {
        int free = freeSlot(tag);
        tags.put(free, tag);
        memory.copy(old, slot * WORDS, free * WORDS, WORDS);
      }
    }
  }

  private int freeSlot(int tag) {
    int slot = tag & mask;
    while (tags.get(slot) != 0) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Removes a key, if it is there. */
  void remove(long hi, long lo) {
    int hole = find(hi, lo);
    if (tags.get(hole) == 0) {
      return;
    }
    size--;
    int next = hole + 1 & mask;
    for (int tag = tags.get(next); tag != 0; tag = tags.get(next)) {
      if ((next - tag & mask) >= (next - hole & mask)) {
        tags.put(hole, tag);
        memory.copy(next * WORDS, hole * WORDS, WORDS);
        hole = next;
      }
      next = next + 1 & mask;
    }
    tags.put(hole, 0);
  }

  /** Reads the tag where a key belongs, so that the processor waits for the memory of many keys together. */
  void lookAtTag(long lo) {
    seen += tags.get(tagOf(lo) & mask);
  }

  /** Reads what lies at a key's tag, as {@link #lookAtTag}. */
  void lookAtKey(long lo) {
    seen += memory.getLong((tagOf(lo) & mask) * WORDS);
  }

  /** Of no meaning: what was read ahead, which is kept so that the compiler cannot leave it out. */
  long seen() {
    return seen;
  }

  /** The slot of a key, or the free one where it would be. */
  private int find(long hi, long lo) {
    int tag = tagOf(lo);
    int slot = tag & mask;
    for (int seen = tags.get(slot); seen != 0; seen = tags.get(slot)) {
      if (seen == tag && isKey(slot, hi, lo)) {
        break;
      }
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isKey(int slot, long hi, long lo) {
    return memory.getLong(slot * WORDS + 1) == lo && memory.getLong(slot * WORDS) == hi;
  }

  private long handle(int slot) {
    return memory.getLong(slot * WORDS + HANDLE);
  }

  static int tagOf(long lo) {
    int tag = (int) (lo * 0x9E3779B97F4A7C15L >>> 32);
    return tag == 0 ? 1 : tag;
  }

  /** Calls the visitor for every key, in no order; the index must not change meanwhile. */
  void forEach(Visitor visitor) {
    for (int slot = 0; slot <= mask; slot++) {
      if (tags.get(slot) != 0) {
        int at = slot * WORDS;
        visitor.visit(memory.getLong(at), memory.getLong(at + 1), handle(slot));
      }
    }
  }

  /** Sees keys with their handles. */
  interface Visitor {
    void visit(long hi, long lo, long handle);
  }
}

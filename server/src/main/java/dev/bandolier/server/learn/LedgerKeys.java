package dev.bandolier.server.learn;

import java.util.Arrays;

/**
 * The keys of all that the ledger keeps: {@link #TABLES} indexes, each with its share of them. Each grows by
 * itself, so that a doubling takes a thirtieth of the time that one of a single index would take, in which
 * nobody learns and, while its memory is cleared, no garbage collection can begin and no thread goes on that waits for one. One thread only.
 */
final class LedgerKeys {

  /** A power of two. */
  static final int TABLES = 32;

  /** The highest bits of a tag say which index, the lowest which place in it. */
  private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(TABLES);

  private final int limit;
  private final KeyIndex[] tables = new KeyIndex[TABLES];
  private int size;

  /** An empty one of at most {@code limit} keys, 1 to 2²⁵, however they are spread. */
  LedgerKeys(int limit) {
    this.limit = limit;
    Arrays.setAll(tables, i -> new KeyIndex(limit));
  }

  private KeyIndex tableOf(long lo) {
    return tables[KeyIndex.tagOf(lo) >>> SHIFT];
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= limit;
  }

  /** As {@link KeyIndex#get}. */
  long get(long hi, long lo) {
    return tableOf(lo).get(hi, lo);
  }

  /** As {@link KeyIndex#put}. */
  void put(long hi, long lo, long handle) {
    KeyIndex table = tableOf(lo);
    int before = table.size();
    table.put(hi, lo, handle);
    size += table.size() - before;
  }

  /** Makes room for that many keys, or as many as it may hold, in advance. */
  void expect(long keys) {
    for (KeyIndex table : tables) {
      table.expect(Math.min(keys, limit) / TABLES);
    }
  }

  /** Removes a key, if it is there. */
  void remove(long hi, long lo) {
    KeyIndex table = tableOf(lo);
    int before = table.size();
    table.remove(hi, lo);
    size += table.size() - before;
  }

  /**
   * Removes keys as {@link #remove} does, having read where they are all at once, so that the processor waits
   * for the memory of many of them together.
   *
   * @param keys high and low words in turn, of which the first {@code words} count
   */
  void removeAll(long[] keys, int words) {
    for (int i = 1; i < words; i += 2) {
      tableOf(keys[i]).lookAtTag(keys[i]);
    }
    for (int i = 1; i < words; i += 2) {
      tableOf(keys[i]).lookAtKey(keys[i]);
    }
    for (int i = 0; i < words; i += 2) {
      remove(keys[i], keys[i + 1]);
    }
  }

  /** Calls the visitor for every key, in no order; nothing must change meanwhile. */
  void forEach(KeyIndex.Visitor visitor) {
    for (KeyIndex table : tables) {
      table.forEach(visitor);
    }
  }
}

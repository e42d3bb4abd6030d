package dev.bandolier.server.decide;

/**
 * Entries of a key, a position, a count of calls, in chains by key; outside the heap.
 *
 * <p>A bucket's word holds the number of its first entry and a count that every insertion and every
 * removal raises, so a walk along the chain is right if the word is the same afterwards. Insertion is
 * one compare-and-set of that word and thus notices every rival for the same key. Removal holds the
 * word's lock bit for a few instructions; walks and insertions report {@link #DISTURBED} meanwhile.
 * Any thread may use it.
 */
final class EntryTable {

  /** No entry has the key. */
  static final long ABSENT = 0;

  /** The chain moved meanwhile: look again. */
  static final long DISTURBED = -1;

  private static final int WORDS = 5;
  private static final int HI = 0;
  private static final int LO = 1;
  private static final int POSITION = 2;
  private static final int CALLS = 3;
  private static final int NEXT = 4;
  private static final long NUMBER = 0xffff_ffffL;
  private static final long LOCK = 1L << 32;
  private static final long COUNT = 1L << 33;
  private static final int LONGEST_WALK = 1 << 16;

  /** How many keys {@link #lookAt} takes at most. */
  static final int SIGHT = 64;

  private final OffHeapWords buckets;
  private final OffHeapWords words;
  private final long mask;
  private final long[] heads = new long[SIGHT];

  EntryTable(long capacity) {
    this.mask = Math.max(1, Long.highestOneBit(2 * capacity - 1)) - 1;
    this.buckets = new OffHeapWords(mask + 1);
    this.words = new OffHeapWords((capacity + 1) * WORDS);
  }

  /** The word of the bucket that the key falls into. */
  long head(long hi) {
    return buckets.get(hi & mask);
  }

  /** The entry with the key, {@link #ABSENT} or {@link #DISTURBED}. */
  long walk(long head, long hi, long lo) {
    if ((head & LOCK) != 0) {
      return DISTURBED;
    }
    long entry = head & NUMBER;
    for (int i = 0; entry != 0 && !holds(entry, hi, lo) && i < LONGEST_WALK; i++) {
      entry = words.get(at(entry, NEXT));
    }
    return head(hi) == head ? entry : DISTURBED;
  }

  /**
   * Reads the buckets of some keys, none waiting for another, and then the first entries there. One thread.
   *
   * @param keys high and low words in turn, from {@code from} to {@code to}
   * @return of no meaning
   */
  long lookAt(long[] keys, int from, int to) {
    for (int i = from; i < to; i += 2) {
      heads[i - from >> 1] = head(keys[i]);
    }
    long sum = 0;
    for (int i = 0; i < to - from >> 1; i++) {
      sum += words.get(at(heads[i] & NUMBER, HI)) + words.get(at(heads[i] & NUMBER, NEXT));
    }
    return sum;
  }

  /** Makes an unused entry ready for {@link #insert}. */
  void prepare(long entry, long hi, long lo, long position) {
    words.setUnshared(at(entry, HI), hi);
    words.setUnshared(at(entry, LO), lo);
    words.setUnshared(at(entry, POSITION), position);
    words.setUnshared(at(entry, CALLS), CallCount.first(calls(entry)));
  }

  /** Puts an entry first in its chain; false if the bucket's word is no longer the given one. */
  boolean insert(long head, long entry, long hi) {
    words.setUnshared(at(entry, NEXT), head & NUMBER);
    return buckets.compareAndSet(hi & mask, head, (head & ~NUMBER) + COUNT | entry);
  }

  /** Takes an entry out of its chain and starts its next generation. One caller an entry. */
  void remove(long entry) {
    long bucket = words.get(at(entry, HI)) & mask;
    long head = lock(bucket);
    long after = words.get(at(entry, NEXT));
    if ((head & NUMBER) == entry) {
      buckets.set(bucket, (head & ~NUMBER) + COUNT | after);
    } else {
      words.set(at(before(head & NUMBER, entry), NEXT), after);
      buckets.set(bucket, head + COUNT);
    }
    words.set(at(entry, CALLS), CallCount.nextGeneration(calls(entry)));
  }

  long position(long entry) {
    return words.get(at(entry, POSITION));
  }

  boolean changePosition(long entry, long from, long to) {
    return words.compareAndSet(at(entry, POSITION), from, to);
  }

  long calls(long entry) {
    return words.get(at(entry, CALLS));
  }

  boolean changeCalls(long entry, long from, long to) {
    return words.compareAndSet(at(entry, CALLS), from, to);
  }

  private boolean holds(long entry, long hi, long lo) {
    return words.get(at(entry, HI)) == hi && words.get(at(entry, LO)) == lo;
  }

  private long before(long first, long entry) {
    long before = first;
    while (words.get(at(before, NEXT)) != entry) {
      before = words.get(at(before, NEXT));
    }
    return before;
  }

  private long lock(long bucket) {
    while (true) {
      long head = buckets.get(bucket);
      if ((head & LOCK) == 0 && buckets.compareAndSet(bucket, head, head | LOCK)) {
        return head;
      }
      Thread.onSpinWait();
    }
  }

  private static long at(long entry, int word) {
    return entry * WORDS + word;
  }
}

package dev.bandolier.server.decide;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Hands out the numbers 1 to {@code capacity}, each to one owner at a time; lock-free, any thread.
 *
 * <p>The numbers are in shares, blocks of {@value #BLOCK} in turn, and a thread takes from its own share
 * first, so that threads do not pass one another the cache lines behind a number, nor the share's head.
 *
 * <p>Of each share, numbers given back form a stack (Treiber, "Systems programming: coping with
 * parallelism", 1986) whose head carries a count, so that a stale head is noticed; numbers never given
 * out yet come from a counter, so that the memory behind them stays untouched.
 */
final class EntryPool {

  private static final int SHARES = 16;
  private static final int BLOCK = 64;
  private static final int STRIDE = 16;
  private static final int USED = 1;
  private static final long NUMBER = 0xffff_ffffL;
  private static final long COUNT = 1L << 32;

  private final long capacity;
  private final OffHeapWords next;

  /** By share, two cache lines apart: the stack's head, and how many numbers were ever given out. */
  private final AtomicLongArray shares = new AtomicLongArray(SHARES * STRIDE);

  EntryPool(long capacity) {
    this.capacity = capacity;
    this.next = new OffHeapWords(capacity + 1);
  }

  /** A number, or 0 if all are out. */
  long take() {
    int own = (int) Thread.currentThread().getId();
    long number = 0;
    for (int i = 0; i < SHARES && number == 0; i++) {
      number = take(own + i & SHARES - 1);
    }
    return number;
  }

  private long take(int share) {
    int head = share * STRIDE;
    for (long top = shares.get(head); (top & NUMBER) != 0; top = shares.get(head)) {
      long below = next.get(top & NUMBER);
      if (shares.compareAndSet(head, top, (top & ~NUMBER) + COUNT | below)) {
        return top & NUMBER;
      }
    }
    return fresh(share);
  }

  private long fresh(int share) {
    int used = share * STRIDE + USED;
    if (number(share, shares.get(used)) > capacity) {
      return 0;
    }
    long number = number(share, shares.getAndIncrement(used));
    return number <= capacity ? number : 0;
  }

  void giveBack(long number) {
    int head = share(number) * STRIDE;
    long top;
    do {
      top = shares.get(head);
      next.set(number, top & NUMBER);
    } while (!shares.compareAndSet(head, top, (top & ~NUMBER) + COUNT | number));
  }

  /** The i-th number of a share. */
  private static long number(int share, long i) {
    return 1 + (i / BLOCK * SHARES + share) * BLOCK + i % BLOCK;
  }

  private static int share(long number) {
    return (int) ((number - 1) / BLOCK % SHARES);
  }
}

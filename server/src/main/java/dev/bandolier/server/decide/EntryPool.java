package dev.bandolier.server.decide;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the numbers 1 to {@code capacity}, each to one owner at a time; lock-free, any thread.
 *
 * <p>Numbers given back form a stack (Treiber, "Systems programming: coping with parallelism", 1986)
 * whose head carries a count, so that a stale head is noticed; numbers never given out yet come from
 * a counter, so that the memory behind them stays untouched.
 */
final class EntryPool {

  private static final long NUMBER = 0xffff_ffffL;
  private static final long COUNT = 1L << 32;

  private final long capacity;
  private final OffHeapWords next;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong used = new AtomicLong();

  EntryPool(long capacity) {
    this.capacity = capacity;
    this.next = new OffHeapWords(capacity + 1);
  }

  /** A number, or 0 if all are out. */
  long take() {
    for (long top = head.get(); (top & NUMBER) != 0; top = head.get()) {
      long below = next.get(top & NUMBER);
      if (head.compareAndSet(top, (top & ~NUMBER) + COUNT | below)) {
        return top & NUMBER;
      }
    }
    return used.get() < capacity ? fresh() : 0;
  }

  private long fresh() {
    long number = used.incrementAndGet();
    return number <= capacity ? number : 0;
  }

  void giveBack(long number) {
    long top;
    do {
      top = head.get();
      next.set(number, top & NUMBER);
    } while (!head.compareAndSet(top, (top & ~NUMBER) + COUNT | number));
  }
}

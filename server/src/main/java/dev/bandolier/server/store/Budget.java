package dev.bandolier.server.store;

import java.util.concurrent.atomic.AtomicLong;

/** What a share may take, what its extents took, and what of that is in use. For any thread. */
final class Budget {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong used = new AtomicLong();

  Budget(long limit) {
    this.limit = limit;
  }

  /** Counts an extent that is there already, even beyond the limit. */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Takes the bytes if the limit allows. */
  boolean tryTake(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes that further extents may take. */
  long left() {
    return Math.max(0, limit - taken.get());
  }

  /** Counts bytes of blocks in or out; called by the writer alone. */
  void use(long bytes) {
    used.lazySet(used.get() + bytes);
  }

  void clear() {
    taken.set(0);
    used.set(0);
  }

  Usage usage() {
    return new Usage(limit, taken.get(), used.get());
  }
}

package dev.bandolier.server.store;

/**
 * Where a block is: the extent's number in the high half, the word index in the extent's memory in
 * the low half. Stable across restarts. 0 is the store's own register, so a caller never holds it.
 */
final class Handle {
  private Handle() {}

  static long of(int extent, int base) {
    return (long) extent << Integer.SIZE | base;
  }

  static int extent(long handle) {
    return (int) (handle >>> Integer.SIZE);
  }

  static int base(long handle) {
    return (int) handle;
  }
}

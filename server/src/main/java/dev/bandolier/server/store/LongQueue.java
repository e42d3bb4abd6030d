package dev.bandolier.server.store;

import java.util.Arrays;

/** A growing first-in first-out queue of longs, without boxes. For one thread. */
final class LongQueue {
  private long[] ring = new long[64];
  private int head;
  private int size;

  void add(long value) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size++) & (ring.length - 1)] = value;
  }

  long peek() {
    return ring[head];
  }

  long remove() {
    long value = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return value;
  }

  long get(int index) {
    return ring[(head + index) & (ring.length - 1)];
  }

  int size() {
    return size;
  }

  void clear() {
    head = 0;
    size = 0;
  }

  private void grow() {
    long[] wider = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
    System.arraycopy(ring, 0, wider, ring.length - head, head);
    ring = wider;
    head = 0;
  }
}

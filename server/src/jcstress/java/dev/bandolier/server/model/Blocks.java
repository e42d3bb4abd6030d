package dev.bandolier.server.model;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Blocks for the harness, which makes and drops states by the million: one stretch of memory, used
 * round and round, far longer than the states that it keeps at a time. Any thread.
 */
final class Blocks {

  /** Words of a payload: enough to be torn. */
  static final int PAYLOAD = 6;

  /** What a payload says whose words disagree. */
  static final int TORN = -1;

  static final int COUNT = 1 << 18;
  private static final int WORDS = TwinBlock.words(PAYLOAD);
  private static final AtomicInteger NEXT = new AtomicInteger();

  static final Memory MEMORY = Memory.allocate(COUNT * WORDS);

  private Blocks() {}

  /** The base of a block at position 0 whose payload is zero. */
  static int take() {
    int base = Math.floorMod(NEXT.getAndIncrement(), COUNT) * WORDS;
    TwinBlock.initialise(MEMORY, base, 1, 1, 1, PAYLOAD);
    return base;
  }

  /** An update: every word of the payload, and the position, become this number. */
  static void update(int base, int number) {
    int payload = TwinBlock.stage(MEMORY, base);
    for (int word = 0; word < PAYLOAD; word++) {
      MEMORY.setLong(payload + word, number);
    }
    TwinBlock.publish(MEMORY, base, number, 0);
  }

  /** The number that all words of a payload hold, or {@link #TORN}. */
  static int read(int payload) {
    long first = MEMORY.getLong(payload);
    for (int word = 1; word < PAYLOAD; word++) {
      if (MEMORY.getLong(payload + word) != first) {
        return TORN;
      }
    }
    return (int) first;
  }
}

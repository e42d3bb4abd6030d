package dev.bandolier.server.model;

import org.jspecify.annotations.Nullable;

/**
 * Inverses that were taken out of memory because several rewards in a row move them, and have to be put
 * back before anybody else reads them: a few of the smaller ones, first come, first served, so that a step
 * that moves many arms once each does not take all of them out in vain. One thread.
 */
final class HeldInverses {
  /** The largest dimension of one that is taken out: 66 kilobytes. */
  static final int LARGEST = 128;

  private final Triangle[] held;
  private int count;

  /**
   * Holds none.
   *
   * @param most how many it may hold, of at most 70 kilobytes each
   */
  HeldInverses(int most) {
    held = new Triangle[most];
  }

  /** The one that was taken from there, or null. */
  @Nullable Triangle find(Memory memory, int word) {
    for (int i = 0; i < count; i++) {
      if (held[i].isOf(memory, word)) {
        return held[i];
      }
    }
    return null;
  }

  /**
   * The one that belongs there, which is taken out of memory if it is not yet; null if there is no room for
   * it.
   *
   * @param from where it is taken from
   */
  @Nullable Triangle take(Memory memory, int word, int from, int dimension) {
    Triangle found = find(memory, word);
    if (found == null && dimension <= LARGEST && count < held.length) {
      found = held[count] == null ? new Triangle() : held[count];
      found.take(memory, word, from, dimension);
      held[count++] = found;
    }
    return found;
  }

  /** Puts one back, if it is held. */
  void putBack(Memory memory, int word) {
    for (int i = 0; i < count; i++) {
      Triangle each = held[i];
      if (each.isOf(memory, word)) {
        each.putBack();
        held[i] = held[--count];
        held[count] = each;
      }
    }
  }

  /** Puts all of them back. */
  void putBack() {
    while (count > 0) {
      held[--count].putBack();
    }
  }
}

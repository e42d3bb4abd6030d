package dev.bandolier.server.evaluate;

/** Which units were met, by 64 bits of their hashes; 8 to 32 bytes each. One thread. */
public final class UnitSet {

  private static final int LIMIT = 1 << 24;

  private long[] slots = new long[1024];
  private int size;

  /** Makes one that met nobody. */
  public UnitSet() {}

  /**
   * Meets a unit.
   *
   * @param hash other than 0 but for one in 2⁶⁴, which then counts as met
   * @return whether for the first time; false, too, once 16 million were met
   */
  public boolean meet(long hash) {
    if (hash == 0 || size == LIMIT) {
      return false;
    }
    if (2 * size >= slots.length) {
      grow();
    }
    int at = find(slots, hash);
    if (slots[at] == hash) {
      return false;
    }
    slots[at] = hash;
    size++;
    return true;
  }

  private static int find(long[] slots, long hash) {
    int at = (int) (hash >>> 32 ^ hash) & slots.length - 1;
    while (slots[at] != 0 && slots[at] != hash) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long hash : slots) {
      if (hash != 0) {
        larger[find(larger, hash)] = hash;
      }
    }
    slots = larger;
  }
}

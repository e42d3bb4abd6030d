package dev.bandolier.server.model;

/**
 * A 64-bit checksum over words: four independent lanes of xor, multiply by an odd constant, rotate,
 * merged at the end with the finaliser of Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators" (OOPSLA 2014).
 *
 * <p>Each lane's step is a bijection of its state for a given word and of the word for a given
 * state, so a change confined to one word, a flipped bit say, is always noticed; a zeroed page or
 * other larger damage escapes with probability about 2⁻⁶⁴. It does not resist an adversary.
 *
 * <p>Cost: about one multiplication a word, several gigabytes a second.
 */
final class Checksum {
  private static final long K0 = 0x9E3779B97F4A7C15L;
  private static final long K1 = 0xC2B2AE3D27D4EB4FL;
  private static final long K2 = 0xD6E8FEB86659FD93L;
  private static final long K3 = 0xA0761D6478BD642FL;
  private static final int ROTATION = 29;

  private Checksum() {}

  /** The checksum of {@code count} words from {@code word} on, starting from two seeds. */
  static long of(Memory memory, int word, int count, long seed, long otherSeed) {
    long a = step(seed ^ K3, otherSeed, K0);
    long b = step(a, count, K1);
    long c = a ^ K2;
    long d = b ^ K3;
    int i = word;
    int end = word + count;
    for (; i + 4 <= end; i += 4) {
      a = step(a, memory.getLong(i), K0);
      b = step(b, memory.getLong(i + 1), K1);
      c = step(c, memory.getLong(i + 2), K2);
      d = step(d, memory.getLong(i + 3), K3);
    }
    for (; i < end; i++) {
      a = step(a, memory.getLong(i), K0);
    }
    return mix(step(step(step(d, c, K3), b, K2), a, K1));
  }

  private static long step(long state, long word, long multiplier) {
    return Long.rotateLeft((state ^ word) * multiplier, ROTATION);
  }

  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}

package dev.bandolier.server.model;

import java.nio.ByteOrder;

/**
 * What each word of a stretch adds to the stretch's CRC32C, so that a word that changes need not be summed
 * with all the others again.
 *
 * <p>A CRC, begun with 0 and not inverted at its end, is linear over GF(2): that of a stretch is the sum
 * (exclusive or) of those of its words, each alone among zeros; a word w with n words behind it gives w·x³²·x⁶⁴ⁿ mod
 * P. The usual CRC, which is begun with ones and inverted, is one with such a beginning.
 *
 * <p>Polynomials are written as CRC32C does it, the highest bit the coefficient of x⁰. Products without
 * carries are made of products of integers with holes, as Pornin does in BearSSL ({@code ghash_ctmul}):
 * every fourth bit, so that what is carried falls into the holes. x⁶⁴ⁿ is the product of two powers from
 * tables of four kilobytes each. Any thread.
 */
final class ChecksumParts {
  /** CRC32C's polynomial (Castagnoli), x³² left out. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private static final int ONE = 0x8000_0000;
  private static final long HOLES = 0x1111_1111_1111_1111L;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final int POWER_BITS = 10;
  private static final int POWERS = 1 << POWER_BITS;
  private static final boolean REVERSED = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

  /** What a byte gives that has three, two, one and no bytes of its four behind it, one behind the other. */
  private static final int[] BYTES = bytes();

  /** x⁶⁴ⁿ mod P for n from 0 on. */
  private static final int[] STEPS = new int[POWERS];

  /** x⁶⁴ⁿ mod P for n of 0, 1024, 2048 and so on. */
  private static final int[] STRIDES = new int[POWERS];

  static {
    int power = ONE;
    for (int n = 0; n < POWERS; n++) {
      STEPS[n] = power;
      power = times32(times32(power));
    }
    int stride = power;
    power = ONE;
    for (int n = 0; n < POWERS; n++) {
      STRIDES[n] = power;
      power = product(power, stride);
    }
  }

  private ChecksumParts() {}

  /**
   * What a word gives.
   *
   * @param behind how many words follow it in its stretch, less than 2²⁰
   */
  static int of(long word, int behind) {
    long bits = REVERSED ? Long.reverseBytes(word) : word;
    return shifted(times32(times32((int) bits) ^ (int) (bits >>> Integer.SIZE)), behind);
  }

  /** What a stretch gives that has that many more words behind it, less than 2²⁰. */
  static int shifted(int part, int words) {
    int step = STEPS[words & POWERS - 1];
    return product(product(part, step), STRIDES[words >>> POWER_BITS]);
  }

  /**
   * What a stretch gives.
   *
   * @param checksum its CRC32C
   * @param words its length
   */
  static int ofStretch(long checksum, int words) {
    return ~(int) checksum ^ shifted(-1, words);
  }

  /**
   * The CRC32C of a stretch and another one behind it.
   *
   * @param checksum that of the first
   * @param part what the second gives
   * @param words the length of the second
   */
  static long appended(long checksum, int part, int words) {
    return ~(shifted(~(int) checksum, words) ^ part) & LOW;
  }

  private static int product(int a, int b) {
    long a0 = a & HOLES & LOW;
    long a1 = a & HOLES << 1 & LOW;
    long a2 = a & HOLES << 2 & LOW;
    long a3 = a & HOLES << 3 & LOW;
    long b0 = b & HOLES & LOW;
    long b1 = b & HOLES << 1 & LOW;
    long b2 = b & HOLES << 2 & LOW;
    long b3 = b & HOLES << 3 & LOW;
    long c0 = a0 * b0 ^ a1 * b3 ^ a2 * b2 ^ a3 * b1;
    long c1 = a0 * b1 ^ a1 * b0 ^ a2 * b3 ^ a3 * b2;
    long c2 = a0 * b2 ^ a1 * b1 ^ a2 * b0 ^ a3 * b3;
    long c3 = a0 * b3 ^ a1 * b2 ^ a2 * b1 ^ a3 * b0;
    long all = c0 & HOLES | c1 & HOLES << 1 | c2 & HOLES << 2 | c3 & HOLES << 3;
    long shifted = all << 1; // 63 coefficients, of which the highest bit is to be that of x⁰
    return (int) (shifted >>> Integer.SIZE) ^ times32((int) shifted);
  }

  /** The product with x³²: what four zero bytes make of a sum. */
  private static int times32(int sum) {
    return BYTES[sum & 0xFF]
        ^ BYTES[0x100 | sum >>> 8 & 0xFF]
        ^ BYTES[0x200 | sum >>> 16 & 0xFF]
        ^ BYTES[0x300 | sum >>> 24];
  }

  private static int[] bytes() {
    int[] all = new int[0x400];
    for (int value = 0; value < 0x100; value++) {
      int sum = value;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = sum >>> 1 ^ ((sum & 1) == 0 ? 0 : POLYNOMIAL);
      }
      all[0x300 | value] = sum;
    }
    for (int at = 0x2FF; at >= 0; at--) {
      int sum = all[at + 0x100];
      all[at] = sum >>> 8 ^ all[0x300 | sum & 0xFF];
    }
    return all;
  }
}

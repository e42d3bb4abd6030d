package dev.bandolier.server.event;

/**
 * What the compact layout leaves out of a slot, and how wide the rest is: the first two bytes of the slot.
 *
 * <pre>
 *  bits 0-1 width of uid, counts and first arm   2-3 of indexes   4-5 of arms, 3: a row, only its first one is there
 *  6-7 of chosen and would-be   8-9 values: 0 all there, 1 all 1.0, 2 a mask and those that are not 1.0
 *  10 the first propensity is the chosen arm's probability, and not there   11 would-be is there
 * </pre>
 *
 * <p>A width is 0, 1 or 2 for unsigned numbers of 1, 2 or 4 bytes.
 */
final class SlotShape {

  static final int COUNTS = 0;
  static final int INDEXES = 2;
  static final int ARMS = 4;
  static final int CHOSEN = 6;
  static final int VALUES = 8;
  static final int FIRST_PROPENSITY = 1 << 10;
  static final int WOULD_BE = 1 << 11;

  /** Arms: one after the other, as their uids go. */
  static final int ROW = 3;

  /** Values: all of them are there. */
  static final int ALL = 0;

  /** Values: none is there, all are 1.0. */
  static final int ONES = 1;

  /** Values: a bit for each says which are not 1.0, and those are there. */
  static final int MASKED = 2;

  /** How many values can be masked. */
  static final int MASK_BITS = Long.SIZE;

  static final long ONE = Double.doubleToRawLongBits(1.0);

  private SlotShape() {}

  /** The code of two bits at a place. */
  static int code(int shape, int place) {
    return shape >>> place & 3;
  }

  /** The least width for a number, or for all whose bits are or-ed in it. */
  static int width(int bits) {
    return bits >>> 8 == 0 ? 0 : bits >>> 16 == 0 ? 1 : 2;
  }

  static int maskBytes(int values) {
    return values + 7 >> 3;
  }
}

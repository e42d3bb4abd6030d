package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * One slot of a {@link DecisionMade}, read in place in either layout: {@link #seek} finds out where everything is.
 * Not thread-safe.
 *
 * <p>Little-endian, K eligible arms, m chosen ones, z non-zeros, in the compact layout:
 *
 * <pre>
 *  u16 {@link SlotShape}   uid   K   m   z   first arm's uid, if arms are a row
 *  mask of values   f64 value[up to z]   f64 pmf[K]   f64 propensity[m, or m - 1]
 *  index[z]   arm uid[K, or none]   chosen[m]   would-be, if the caller chose
 * </pre>
 *
 * <p>In the wide layout:
 *
 * <pre>
 *   0 i32 uid  4 i32 bytes  8 i32 K  12 i32 m  16 i32 z  20 i32 1 + would-be, 0: none
 *  24 f64 values[z]  f64 pmf[K]  f64 propensity[m]  i32 index[z]  i32 arm uid[K]  i32 chosen[m]; to 8
 * </pre>
 */
final class DecisionSlot {

  static final int WIDE_HEADER = 24;
  static final int WIDE_WOULD_BE = 20;

  private static final int INT_WIDTH = 2;

  private ByteBuffer source = ByteBuffer.allocate(0);
  private int uid;
  private int eligible;
  private int count;
  private int nonZeros;
  private int wouldBe;
  private int firstArm;
  private boolean row;
  private boolean firstGiven;
  private boolean dense;
  private long mask;
  private int indexWidth;
  private int armWidth;
  private int chosenWidth;
  private int values;
  private int pmf;
  private int propensities;
  private int indexes;
  private int arms;
  private int chosen;
  private int end;

  /** Reads the slot that begins at a place of the source. */
  void seek(ByteBuffer payload, int at, boolean compact) {
    source = payload;
    if (compact) {
      seekCompact(at);
    } else {
      seekWide(at);
    }
  }

  private void seekWide(int at) {
    uid = source.getInt(at);
    eligible = source.getInt(at + 8);
    count = source.getInt(at + 12);
    nonZeros = source.getInt(at + 16);
    wouldBe = source.getInt(at + WIDE_WOULD_BE) - 1;
    row = false;
    firstGiven = true;
    dense = true;
    indexWidth = INT_WIDTH;
    armWidth = INT_WIDTH;
    chosenWidth = INT_WIDTH;
    values = at + WIDE_HEADER;
    place(nonZeros);
    end = at + source.getInt(at + 4);
  }

  private void seekCompact(int at) {
    int shape = source.getShort(at);
    int width = SlotShape.code(shape, SlotShape.COUNTS);
    int counts = at + Short.BYTES;
    uid = number(counts, 0, width);
    eligible = number(counts, 1, width);
    count = number(counts, 2, width);
    nonZeros = number(counts, 3, width);
    row = SlotShape.code(shape, SlotShape.ARMS) == SlotShape.ROW;
    firstArm = row ? number(counts, 4, width) : 0;
    firstGiven = (shape & SlotShape.FIRST_PROPENSITY) == 0;
    indexWidth = SlotShape.code(shape, SlotShape.INDEXES);
    armWidth = SlotShape.code(shape, SlotShape.ARMS);
    chosenWidth = SlotShape.code(shape, SlotShape.CHOSEN);
    values = counts + ((row ? 5 : 4) << width);
    place(seekValues(SlotShape.code(shape, SlotShape.VALUES)));
    boolean has = (shape & SlotShape.WOULD_BE) != 0;
    wouldBe = has ? number(chosen, count, chosenWidth) : -1;
    end += has ? 1 << chosenWidth : 0;
  }

  /** Finds out which values are there; returns how many. */
  private int seekValues(int form) {
    dense = form == SlotShape.ALL;
    mask = 0;
    if (form == SlotShape.MASKED) {
      int bytes = SlotShape.maskBytes(nonZeros);
      for (int i = 0; i < bytes; i++) {
        mask |= (source.get(values + i) & 0xffL) << 8 * i;
      }
      values += bytes;
    }
    return dense ? nonZeros : Long.bitCount(mask);
  }

  private void place(int given) {
    pmf = values + Double.BYTES * given;
    propensities = pmf + Double.BYTES * eligible;
    indexes = propensities + Double.BYTES * (firstGiven ? count : count - 1);
    arms = indexes + (nonZeros << indexWidth);
    chosen = row ? arms : arms + (eligible << armWidth);
    end = chosen + (count << chosenWidth);
  }

  /** Where what follows the slot begins. */
  int end() {
    return end;
  }

  int uid() {
    return uid;
  }

  int eligible() {
    return eligible;
  }

  int count() {
    return count;
  }

  int nonZeros() {
    return nonZeros;
  }

  int wouldBe() {
    return wouldBe;
  }

  int armUid(int i) {
    return row ? firstArm + i : number(arms, i, armWidth);
  }

  double pmf(int i) {
    return source.getDouble(pmf + Double.BYTES * i);
  }

  int chosen(int position) {
    return number(chosen, position, chosenWidth);
  }

  double propensity(int position) {
    if (firstGiven) {
      return source.getDouble(propensities + Double.BYTES * position);
    }
    return position == 0
        ? pmf(chosen(0))
        : source.getDouble(propensities + Double.BYTES * (position - 1));
  }

  int index(int i) {
    return number(indexes, i, indexWidth);
  }

  double value(int i) {
    if (dense) {
      return source.getDouble(values + Double.BYTES * i);
    }
    long bit = 1L << i;
    return (mask & bit) == 0
        ? 1.0
        : source.getDouble(values + Double.BYTES * Long.bitCount(mask & bit - 1));
  }

  private int number(int at, int i, int width) {
    return switch (width) {
      case 0 -> source.get(at + i) & 0xff;
      case 1 -> source.getShort(at + 2 * i) & 0xffff;
      default -> source.getInt(at + 4 * i);
    };
  }
}

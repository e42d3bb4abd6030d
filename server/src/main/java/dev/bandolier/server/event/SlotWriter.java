package dev.bandolier.server.event;

/**
 * Writes slots of a {@link DecisionMade} as {@link DecisionSlot} reads them, in either layout. Not
 * thread-safe.
 */
final class SlotWriter {

  private static final int INT_WIDTH = 2;

  private final PayloadBytes target;
  private int begin;
  private int shape;
  private long mask;

  SlotWriter(PayloadBytes target) {
    this.target = target;
  }

  void wide(
      int uid,
      int nonZeros,
      int[] indexes,
      double[] values,
      int eligible,
      int[] arms,
      double[] pmf,
      int count,
      int[] chosen,
      double[] propensity) {
    begin = target.size();
    target.skip(DecisionSlot.WIDE_HEADER);
    target.putDoubles(values, 0, nonZeros);
    target.putDoubles(pmf, 0, eligible);
    target.putDoubles(propensity, 0, count);
    target.putNumbers(indexes, nonZeros, INT_WIDTH);
    target.putNumbers(arms, eligible, INT_WIDTH);
    target.putNumbers(chosen, count, INT_WIDTH);
    target.skip(-target.size() & 7);
    target.setInt(begin, uid);
    target.setInt(begin + 4, target.size() - begin);
    target.setInt(begin + 8, eligible);
    target.setInt(begin + 12, count);
    target.setInt(begin + 16, nonZeros);
  }

  void wideWouldBe(int index) {
    target.setInt(begin + DecisionSlot.WIDE_WOULD_BE, index + 1);
  }

  void compact(
      int uid,
      int nonZeros,
      int[] indexes,
      double[] values,
      int eligible,
      int[] arms,
      double[] pmf,
      int count,
      int[] chosen,
      double[] propensity) {
    begin = target.size();
    boolean row = isRow(arms, eligible);
    int first = row ? arms[0] : 0;
    int counts = SlotShape.width(uid | eligible | count | nonZeros | first);
    int index = SlotShape.width(bits(indexes, nonZeros));
    int arm = row ? SlotShape.ROW : SlotShape.width(bits(arms, eligible));
    int choice = SlotShape.width(bits(chosen, count) | eligible);
    int form = form(values, nonZeros);
    boolean implied = isImplied(count, chosen, eligible, pmf, propensity);
    shape =
        counts << SlotShape.COUNTS
            | index << SlotShape.INDEXES
            | arm << SlotShape.ARMS
            | choice << SlotShape.CHOSEN
            | form << SlotShape.VALUES
            | (implied ? SlotShape.FIRST_PROPENSITY : 0);
    target.putNumber(shape, 1);
    target.putNumber(uid, counts);
    target.putNumber(eligible, counts);
    target.putNumber(count, counts);
    target.putNumber(nonZeros, counts);
    if (row) {
      target.putNumber(first, counts);
    }
    putValues(values, nonZeros, form);
    target.putDoubles(pmf, 0, eligible);
    target.putDoubles(propensity, implied ? 1 : 0, count);
    target.putNumbers(indexes, nonZeros, index);
    if (!row) {
      target.putNumbers(arms, eligible, arm);
    }
    target.putNumbers(chosen, count, choice);
  }

  /** Says of the slot written last, at whose end the target still is, what would have been chosen. */
  void compactWouldBe(int index) {
    shape |= SlotShape.WOULD_BE;
    target.setShort(begin, shape);
    target.putNumber(index, SlotShape.code(shape, SlotShape.CHOSEN));
  }

  private void putValues(double[] values, int count, int form) {
    if (form == SlotShape.ALL) {
      target.putDoubles(values, 0, count);
    } else if (form == SlotShape.MASKED) {
      for (int i = 0; i < SlotShape.maskBytes(count); i++) {
        target.putNumber(mask >>> 8 * i, 0);
      }
      for (long left = mask; left != 0; left &= left - 1) {
        int i = Long.numberOfTrailingZeros(left);
        target.putLong(Double.doubleToRawLongBits(values[i]));
      }
    }
  }

  /** Finds out how the values are shortest. */
  private int form(double[] values, int count) {
    mask = 0;
    int others = 0;
    for (int i = 0; i < count; i++) {
      if (Double.doubleToRawLongBits(values[i]) != SlotShape.ONE) {
        mask |= 1L << i;
        others++;
      }
    }
    if (others == 0) {
      return SlotShape.ONES;
    }
    int masked = SlotShape.maskBytes(count) + Double.BYTES * others;
    return count <= SlotShape.MASK_BITS && masked < Double.BYTES * count
        ? SlotShape.MASKED
        : SlotShape.ALL;
  }

  private static boolean isImplied(
      int count, int[] chosen, int eligible, double[] pmf, double[] propensity) {
    return count > 0
        && Integer.compareUnsigned(chosen[0], eligible) < 0
        && Double.doubleToRawLongBits(propensity[0]) == Double.doubleToRawLongBits(pmf[chosen[0]]);
  }

  private static boolean isRow(int[] arms, int count) {
    boolean row = count > 0;
    for (int i = 1; i < count && row; i++) {
      row = arms[i] == arms[0] + i;
    }
    return row;
  }

  private static int bits(int[] numbers, int count) {
    int bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= numbers[i];
    }
    return bits;
  }
}

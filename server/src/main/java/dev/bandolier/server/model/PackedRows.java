package dev.bandolier.server.model;

/**
 * A symmetric matrix's lower triangle, packed row by row, to which an outer product is added where it lies,
 * or on its way from one place to another. Grows to the largest dimension it has seen and allocates nothing
 * after that. One thread.
 */
final class PackedRows {
  /** Entries that are changed in one go: eight kilobytes. */
  private static final int STRETCH = 1024;

  /** From which row on rows are changed as vectors, though it takes a copy of each. */
  private static final int LONG_ROW = 48;

  private final double[] stretch = new double[STRETCH];
  private final RowGroup group = new RowGroup();

  /**
   * Adds factor · gᵀg. Stretches of rows pass through an array that stays in the processor's nearest cache;
   * rows so long that copying each by itself is worth it, four at a time.
   *
   * @param from where the matrix lies; the same as {@code to}, or a place that does not overlap it
   * @param to where it is to lie
   * @param g of {@link RowGroup#padded} entries at least
   */
  void addOuter(Memory memory, int from, int to, int dimension, double factor, double[] g) {
    int some = Math.min(LONG_ROW, dimension);
    for (int row = 0, end; row < some; row = end) {
      end = endOfStretch(row, some);
      int first = ArmLayout.triangle(row);
      int length = ArmLayout.triangle(end) - first;
      memory.getDoubles(from + first, stretch, 0, length);
      addRows(row, end, factor, g);
      memory.setDoubles(to + first, stretch, 0, length);
    }
    group.addOuter(memory, from, to, LONG_ROW, dimension, factor, g);
  }

  private static int endOfStretch(int row, int dimension) {
    int end = row + 1;
    while (end < dimension && ArmLayout.triangle(end + 1) - ArmLayout.triangle(row) <= STRETCH) {
      end++;
    }
    return end;
  }

  /** Four rows at a time: an entry of g is read once for four sums that do not wait for each other. */
  private void addRows(int begin, int end, double factor, double[] g) {
    int at = 0;
    int row = begin;
    for (; row + 3 < end; at += 4 * row + 10, row += 4) {
      addFourRows(at, row, factor, g);
    }
    for (; row < end; at += ++row) {
      addRow(at, row, factor, g);
    }
  }

  private void addFourRows(int first, int row, double factor, double[] g) {
    double[] to = stretch;
    int second = first + row + 1;
    int third = second + row + 2;
    int fourth = third + row + 3;
    double a = factor * g[row];
    double b = factor * g[row + 1];
    double c = factor * g[row + 2];
    double d = factor * g[row + 3];
    for (int i = 0; i <= row; i++) {
      double v = g[i];
      to[first + i] += a * v;
      to[second + i] += b * v;
      to[third + i] += c * v;
      to[fourth + i] += d * v;
    }
    double x = g[row + 1];
    double y = g[row + 2];
    to[second + row + 1] += b * x;
    to[third + row + 1] += c * x;
    to[third + row + 2] += c * y;
    to[fourth + row + 1] += d * x;
    to[fourth + row + 2] += d * y;
    to[fourth + row + 3] += d * g[row + 3];
  }

  private void addRow(int at, int row, double factor, double[] g) {
    double scale = factor * g[row];
    for (int i = 0; i <= row; i++) {
      stretch[at + i] += scale * g[i];
    }
  }
}

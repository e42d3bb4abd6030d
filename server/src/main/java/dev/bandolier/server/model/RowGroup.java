package dev.bandolier.server.model;

/**
 * Four rows of a symmetric matrix that are changed together, so that an entry of the gain is read once for
 * all of them; and the arrays through which the longer rows of a packed matrix pass to be changed, since
 * the compiler makes vectors of nothing that stays in memory. Grows to the largest dimension it has seen and
 * allocates nothing after that. One thread.
 */
final class RowGroup {
  /** How many. */
  static final int ROWS = 4;

  private double[][] rows = new double[ROWS][];
  private int length;

  /** The next multiple of four: how many entries of a gain are read. */
  static int padded(int dimension) {
    return (dimension + ROWS - 1) / ROWS * ROWS;
  }

  /**
   * Adds factor · gᵀg to the rows of a packed matrix from one on.
   *
   * @param from where the matrix lies
   * @param to where it is to lie: there too, or elsewhere
   * @param begin a multiple of four
   * @param g of {@link #padded} entries at least
   */
  void addOuter(
      Memory memory, int from, int to, int begin, int dimension, double factor, double[] g) {
    if (length < dimension) {
      length = padded(dimension);
      rows = new double[ROWS][length];
    }
    for (int row = begin; row < dimension; row += ROWS) {
      int count = Math.min(ROWS, dimension - row);
      int at = ArmLayout.triangle(row);
      for (int k = 0, next = from + at; k < count; k++, next += row + k) {
        memory.getDoubles(next, rows[k], 0, row + k + 1);
      }
      addOuter(rows, 0, row, factor, g);
      for (int k = 0, next = to + at; k < count; k++, next += row + k) {
        memory.setDoubles(next, rows[k], 0, row + k + 1);
      }
    }
  }

  /**
   * Adds factor · gᵀg to four rows, and scratch to what they have above the diagonal.
   *
   * @param rows among others, from {@code at} on
   * @param row which row of the matrix the first of them is
   */
  static void addOuter(double[][] rows, int at, int row, double factor, double[] g) {
    double a = factor * g[row];
    double b = factor * g[row + 1];
    double c = factor * g[row + 2];
    double d = factor * g[row + 3];
    add(rows[at], rows[at + 1], rows[at + 2], rows[at + 3], g, a, b, c, d, row + ROWS);
  }

  /** A method of its own, whose one loop the compiler makes vectors of. */
  private static void add(
      double[] first,
      double[] second,
      double[] third,
      double[] fourth,
      double[] g,
      double a,
      double b,
      double c,
      double d,
      int count) {
    for (int i = 0; i < count; i++) {
      double v = g[i];
      first[i] += a * v;
      second[i] += b * v;
      third[i] += c * v;
      fourth[i] += d * v;
    }
  }
}

package dev.bandolier.server.model;

import java.util.Arrays;

/**
 * The lower triangle of a symmetric matrix, taken out of memory into arrays, one a row: the only form of
 * it that JDK 17's compiler vectorises, since an index into a row is then the index into the gain.
 *
 * <p>Rows come in groups of four, which are as long as the last of them; what lies above the diagonal, or
 * below the last row, is scratch. Grows to the largest dimension it has seen and allocates nothing after
 * that. One thread.
 */
final class Triangle {
  private double[][] rows = {};
  private Memory memory = Memory.NOWHERE;
  private int word;
  private int dimension;

  /** Whether it belongs there. */
  boolean isOf(Memory itsMemory, int itsWord) {
    return word == itsWord && memory == itsMemory;
  }

  /**
   * Takes a packed matrix out of memory.
   *
   * @param itsWord where it is to be put back
   * @param from where it lies
   */
  void take(Memory itsMemory, int itsWord, int from, int itsDimension) {
    ensureRows(itsDimension);
    memory = itsMemory;
    word = itsWord;
    dimension = itsDimension;
    for (int row = 0, next = from; row < dimension; next += ++row) {
      memory.getDoubles(next, rows[row], 0, row + 1);
    }
  }

  private void ensureRows(int count) {
    int before = rows.length;
    if (before < count) {
      rows = Arrays.copyOf(rows, RowGroup.padded(count));
      for (int row = before; row < rows.length; row++) {
        rows[row] = new double[RowGroup.padded(row + 1)];
      }
    }
  }

  /** Writes the matrix to where it belongs, and lets go of the memory. */
  void putBack() {
    for (int row = 0, to = word; row < dimension; to += ++row) {
      memory.setDoubles(to, rows[row], 0, row + 1);
    }
    memory = Memory.NOWHERE;
  }

  /** Adds a column, which is a row up to the diagonal and goes down from there. */
  void addColumn(int column, double factor, double[] to) {
    add(rows[column], factor, to, column);
    for (int row = column; row < dimension; row++) {
      to[row] += factor * rows[row][column];
    }
  }

  /** Adds factor times some first entries of a vector to those of another. */
  static void add(double[] vector, double factor, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += factor * vector[i];
    }
  }

  /**
   * Adds factor · gᵀg, and writes the first entry through to memory.
   *
   * @param g of {@link RowGroup#padded} entries at least, finite, those beyond the dimension 0
   */
  void addOuter(double factor, double[] g) {
    for (int row = 0; row < dimension; row += RowGroup.ROWS) {
      RowGroup.addOuter(rows, row, row, factor, g);
    }
    memory.setDouble(word, rows[0][0]);
  }
}

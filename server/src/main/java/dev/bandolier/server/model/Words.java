package dev.bandolier.server.model;

/**
 * Sums and products over vectors that lie in memory, each in one fixed order. Costs are the number of
 * entries; nothing is allocated.
 */
final class Words {
  private Words() {}

  static double dot(Memory memory, int word, SparseVector x) {
    double sum = 0.0;
    for (int k = 0; k < x.size; k++) {
      sum += memory.getDouble(word + x.indices[k]) * x.values[k];
    }
    return sum;
  }

  static double dot(double[] vector, SparseVector x) {
    double sum = 0.0;
    for (int k = 0; k < x.size; k++) {
      sum += vector[x.indices[k]] * x.values[k];
    }
    return sum;
  }

  static void addSparse(Memory memory, int word, double factor, SparseVector x) {
    for (int k = 0; k < x.size; k++) {
      memory.addDouble(word + x.indices[k], factor * x.values[k]);
    }
  }

  static void addOuter(Memory memory, int word, double factor, SparseVector x) {
    for (int k = 0; k < x.size; k++) {
      addSparseRow(memory, word + ArmLayout.triangle(x.indices[k]), factor * x.values[k], x, k);
    }
  }

  private static void addSparseRow(
      Memory memory, int row, double factor, SparseVector x, int last) {
    for (int k = 0; k <= last; k++) {
      memory.addDouble(row + x.indices[k], factor * x.values[k]);
    }
  }

  static void scale(Memory memory, int word, double factor, int count) {
    for (int i = word; i < word + count; i++) {
      memory.setDouble(i, factor * memory.getDouble(i));
    }
  }
}

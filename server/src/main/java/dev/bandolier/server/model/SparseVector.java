package dev.bandolier.server.model;

import java.util.Arrays;

/**
 * A reusable sparse vector whose entry 0 is the intercept, always 1.
 *
 * <p>Entries are kept as pairs of index and value, indices ascending. A value of 0 is not kept. Not
 * safe for use by several threads at once.
 */
public final class SparseVector {
  int[] indices;
  double[] values;
  int size;

  /** The vector of the intercept alone, with room for some entries before it has to grow. */
  public SparseVector(int capacity) {
    indices = new int[Math.max(1, capacity)];
    values = new double[indices.length];
    clear();
  }

  /** Back to the intercept alone. */
  public void clear() {
    indices[0] = 0;
    values[0] = 1.0;
    size = 1;
  }

  /**
   * Appends an entry.
   *
   * @param index greater than every index so far
   * @param value finite; 0 is left out
   * @throws IllegalArgumentException if the order is broken or the value is not finite
   */
  public void add(int index, double value) {
    if (index <= indices[size - 1]) {
      throw new IllegalArgumentException("index " + index + " after " + indices[size - 1]);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value " + value + " at index " + index);
    }
    if (value != 0.0) {
      append(index, value);
    }
  }

  /** Number of entries, the intercept included. */
  public int size() {
    return size;
  }

  /** Index of entry {@code i}. */
  public int index(int i) {
    return indices[i];
  }

  /** Value of entry {@code i}. */
  public double value(int i) {
    return values[i];
  }

  /** The smallest dimension that this vector fits. */
  public int dimension() {
    return indices[size - 1] + 1;
  }

  /** Becomes equal to another vector. */
  public void set(SparseVector other) {
    clear();
    for (int i = 1; i < other.size; i++) {
      append(other.indices[i], other.values[i]);
    }
  }

  private void append(int index, double value) {
    if (size == indices.length) {
      indices = Arrays.copyOf(indices, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    indices[size] = index;
    values[size++] = value;
  }
}

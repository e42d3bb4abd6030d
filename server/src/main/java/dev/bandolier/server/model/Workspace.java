package dev.bandolier.server.model;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * The working memory of one thread that changes posteriors. Grows to the largest dimension it has
 * seen and allocates nothing after that. Carries nothing from one operation to the next.
 *
 * <p>EJML's plain inner Cholesky decomposition is used whatever the size: one thread, one order of
 * operations, hence the same bits everywhere.
 */
public final class Workspace {
  private final DMatrixRMaj matrix = new DMatrixRMaj(1, 1);
  private final DMatrixRMaj inverse = new DMatrixRMaj(1, 1);
  private final DMatrixRMaj right = new DMatrixRMaj(1, 1);
  private final DMatrixRMaj solution = new DMatrixRMaj(1, 1);
  private final LinearSolverChol_DDRM solver =
      new LinearSolverChol_DDRM(new CholeskyDecompositionInner_DDRM(true));

  private double[] packed = new double[1];
  private double[] gain = new double[1];
  private double[] vector = new double[1];

  /** Reads a packed symmetric matrix. */
  void load(Memory memory, int word, int dimension) {
    int length = ArmLayout.triangle(dimension);
    if (packed.length < length) {
      packed = new double[length];
    }
    memory.getDoubles(word, packed, 0, length);
  }

  /** Writes the packed matrix back. */
  void store(Memory memory, int word, int dimension) {
    memory.setDoubles(word, packed, 0, ArmLayout.triangle(dimension));
  }

  /** A vector of its own, with whatever is in it. */
  double[] vector(int dimension) {
    if (vector.length < dimension) {
      vector = new double[dimension];
    }
    return vector;
  }

  /** The product of the packed matrix and x; valid until the next call. */
  double[] gain(SparseVector x, int dimension) {
    if (gain.length < dimension) {
      gain = new double[dimension];
    }
    Arrays.fill(gain, 0, dimension, 0.0);
    for (int k = 0; k < x.size; k++) {
      addColumn(packed, x.indices[k], x.values[k], gain, dimension);
    }
    return gain;
  }

  /** Adds a column of a packed matrix, which is a row up to the diagonal and goes down from there. */
  private static void addColumn(
      double[] from, int column, double factor, double[] to, int dimension) {
    int at = ArmLayout.triangle(column);
    for (int row = 0; row < column; row++) {
      to[row] += factor * from[at + row];
    }
    at += column;
    for (int row = column; row < dimension; at += ++row) {
      to[row] += factor * from[at];
    }
  }

  /** Adds factor · gᵀg to the packed matrix, g the last gain. */
  void addOuterGain(double factor, int dimension) {
    for (int row = 0, start = 0; row < dimension; start += ++row) {
      addScaled(packed, start, factor * gain[row], gain, row + 1);
    }
  }

  /** Decomposes the packed matrix; the solver is then ready for its inverse and solutions. */
  void decompose(int dimension) {
    matrix.reshape(dimension, dimension);
    for (int row = 0, from = 0; row < dimension; row++) {
      for (int column = 0; column <= row; column++) {
        double value = packed[from++];
        matrix.set(row, column, value);
        matrix.set(column, row, value);
      }
    }
    if (!solver.setA(matrix)) {
      throw new IllegalStateException("a precision matrix is not positive definite");
    }
  }

  /**
   * Replaces a stored inverse by that of the decomposed matrix.
   *
   * @return the largest change of an entry over the largest entry
   */
  double replaceInverse(Memory memory, int word, int dimension) {
    load(memory, word, dimension);
    inverse.reshape(dimension, dimension);
    solver.invert(inverse);
    double change = 0.0;
    double size = 0.0;
    for (int row = 0, to = 0; row < dimension; row++) {
      for (int column = 0; column <= row; column++, to++) {
        double value = inverse.get(row, column);
        change = Math.max(change, Math.abs(value - packed[to]));
        size = Math.max(size, Math.abs(value));
        packed[to] = value;
      }
    }
    store(memory, word, dimension);
    return change / size;
  }

  /** Solves for θ with the decomposed matrix: A θ = b. */
  void solve(Memory memory, int rewards, int theta, int dimension) {
    right.reshape(dimension, 1);
    solution.reshape(dimension, 1);
    memory.getDoubles(rewards, right.data, 0, dimension);
    solver.solve(right, solution);
    memory.setDoubles(theta, solution.data, 0, dimension);
  }

  private static void addScaled(double[] to, int start, double factor, double[] v, int count) {
    for (int i = 0; i < count; i++) {
      to[start + i] += factor * v[i];
    }
  }
}

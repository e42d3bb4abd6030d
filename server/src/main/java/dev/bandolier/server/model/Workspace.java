package dev.bandolier.server.model;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * The working memory of one thread that changes posteriors. Grows to the largest dimension it has
 * seen and allocates nothing after that. Carries nothing from one operation to the next, but the inverses
 * that it was made to hold: those of the arms moved last are in its own arrays, and what lies in memory of
 * them, but for the first entry, is out of date until {@link #putBack}. Between the two an arm must be
 * changed with this workspace alone, and scored by nobody. It makes no difference to any bit. The same goes
 * for an inverse that was missing, from {@link #begin} to {@link #settle}.
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
  private double[] sum = new double[1];
  private final PackedRows rows = new PackedRows();
  private final HeldInverses held;
  private ArmDelta changed = ArmDelta.NONE;
  private Memory borrower = Memory.NOWHERE;
  private int borrowed;
  private int lender;
  private int borrowedDimension;

  /** One that leaves everything in memory as it should be. */
  public Workspace() {
    this(0);
  }

  /**
   * One that holds inverses.
   *
   * @param inverses of how many arms at most; each takes up to 70 kilobytes, of arms of more than 128
   *     dimensions none is held
   */
  public Workspace(int inverses) {
    held = new HeldInverses(inverses);
  }

  /** Writes every inverse that it holds to where it belongs. */
  public void putBack() {
    held.putBack();
  }

  /**
   * Begins a change of an arm that was staged with or without its inverse. What is overwritten as a whole need
   * not be copied before: of an inverse that is missing only the first entry is where it belongs, and all of
   * it still in another payload of the same memory, to be read there until it is changed. {@link #settle}
   * must follow before another arm is changed.
   *
   * @param payload the arm's
   * @param from where its inverse is read, if it is missing: the other payload, of the same arm and dimension,
   *     which does not change meanwhile; or {@code payload}, where nothing is missing
   * @param delta is told what changes
   */
  public void begin(Memory memory, int payload, int from, ArmDelta delta) {
    changed = delta;
    if (from != payload && delta.lacksInverse()) {
      borrow(memory, payload, from);
    }
  }

  private void borrow(Memory memory, int payload, int from) {
    borrowedDimension = ArmPosterior.dimension(memory, payload);
    borrower = memory;
    borrowed = ArmLayout.inverse(payload, borrowedDimension);
    lender = ArmLayout.inverse(from, borrowedDimension);
  }

  /** Ends it: copies what was borrowed and has not changed since to where it belongs. */
  public void settle() {
    changed = ArmDelta.NONE;
    if (borrower != Memory.NOWHERE) {
      borrower.copy(lender, borrowed, ArmLayout.triangle(borrowedDimension));
      borrower = Memory.NOWHERE;
    }
  }

  /** A multiple of xxᵀ is about to be added to the arm's A. */
  void precisionMoves(SparseVector x) {
    changed.precisionMoves(x);
  }

  /** All of the arm's A is about to change. */
  void precisionChanges() {
    changed.precisionChanges();
  }

  private boolean isBorrowed(Memory memory, int word) {
    return borrower == memory && borrowed == word;
  }

  /** Where a matrix is read. */
  private int source(Memory memory, int word) {
    return isBorrowed(memory, word) ? lender : word;
  }

  /** The matrix is now where it belongs, or held. */
  private void giveBack(Memory memory, int word) {
    if (isBorrowed(memory, word)) {
      borrower = Memory.NOWHERE;
    }
  }

  /** Reads a packed symmetric matrix. */
  void load(Memory memory, int word, int dimension) {
    int length = ArmLayout.triangle(dimension);
    ensurePacked(length);
    memory.getDoubles(word, packed, 0, length);
  }

  private void ensurePacked(int length) {
    if (packed.length < length) {
      packed = new double[length];
    }
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

  /**
   * The product of a packed matrix, where it lies or is held, and x; valid until the next call. Only the
   * columns of x's entries are read.
   */
  double[] gain(Memory memory, int word, SparseVector x, int dimension) {
    int length = RowGroup.padded(dimension);
    if (gain.length < length) {
      gain = new double[length];
    }
    Arrays.fill(gain, 0, length, 0.0);
    Triangle own = held.find(memory, word);
    int source = source(memory, word);
    for (int k = 0; k < x.size; k++) {
      if (own == null) {
        addColumn(memory, source, x.indices[k], x.values[k], gain, dimension);
      } else {
        own.addColumn(x.indices[k], x.values[k], gain);
      }
    }
    return gain;
  }

  /** Adds a column of a packed matrix, which is a row up to the diagonal and goes down from there. */
  private static void addColumn(
      Memory from, int word, int column, double factor, double[] to, int dimension) {
    int at = word + ArmLayout.triangle(column);
    for (int row = 0; row < column; row++) {
      to[row] += factor * from.getDouble(at + row);
    }
    at += column;
    for (int row = column; row < dimension; at += ++row) {
      to[row] += factor * from.getDouble(at);
    }
  }

  /** Adds factor · g to a vector, g the last gain. */
  void addGain(Memory memory, int word, double factor, int dimension) {
    if (sum.length < dimension) {
      sum = new double[dimension];
    }
    memory.getDoubles(word, sum, 0, dimension);
    Triangle.add(gain, factor, sum, dimension);
    memory.setDoubles(word, sum, 0, dimension);
  }

  /** Adds factor · gᵀg to a packed matrix, g the last gain: to one that is held, or where it lies. */
  void addOuterGain(Memory memory, int word, double factor, int dimension) {
    int source = source(memory, word);
    giveBack(memory, word);
    changed.inverseChanges();
    Triangle own = held.take(memory, word, source, dimension);
    if (own == null) {
      rows.addOuter(memory, source, word, dimension, factor, gain);
    } else {
      own.addOuter(factor, gain);
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
    held.putBack(memory, word);
    load(memory, source(memory, word), dimension);
    giveBack(memory, word);
    changed.inverseChanges();
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
}

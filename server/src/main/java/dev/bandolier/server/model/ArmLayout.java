package dev.bandolier.server.model;

/**
 * Where the parts of an arm's posterior of dimension d lie in its payload, in words:
 *
 * <pre>
 *   0             header (16 words, see the constants)
 *   16            θ, d words: A⁻¹b, the estimate under a prior mean of 0
 *   16 + d        b, d words: Σ w·r·x
 *   16 + 2d       A⁻¹, lower triangle by rows, entry (i, j ≤ i) at i(i+1)/2 + j
 *   16 + 2d + t   A = λI + Σ w·xxᵀ, the same way, t = d(d+1)/2
 * </pre>
 */
public final class ArmLayout {
  /** Dimension d, a long. */
  static final int DIMENSION = 0;

  /** Prior precision λ. */
  static final int PRIOR = 1;

  /** Total weight n of the observations. */
  static final int WEIGHT = 2;

  /** Σ w·r. */
  static final int SUM = 3;

  /** Σ w·r². */
  static final int SQUARES = 4;

  /** How many observations, undecayed, have a reward other than 0 and 1. */
  static final int GRADED = 5;

  /** Least penalised loss under a prior mean of 0: min over θ of Σ w(r − xθ)² + λ‖θ‖². */
  static final int LOSS = 6;

  /** Changes since A⁻¹ was last computed from A, a long. */
  static final int CHANGES = 7;

  /** Relative error of A⁻¹ found at the last refresh. */
  static final int DRIFT = 8;

  /** Up to which tick of its campaign's forgetting it has faded, a long. */
  static final int TICKS = 9;

  private static final int HEADER_WORDS = 16;

  private ArmLayout() {}

  /**
   * Words that a posterior needs.
   *
   * @param dimension at least 1
   */
  public static int words(int dimension) {
    return HEADER_WORDS + 2 * dimension + 2 * triangle(dimension);
  }

  /** The largest dimension that fits into a payload; 0 if none does. */
  public static int largestDimension(int payloadWords) {
    int dimension = (int) Math.sqrt(Math.max(0, payloadWords));
    while (dimension > 0 && words(dimension) > payloadWords) {
      dimension--;
    }
    return dimension;
  }

  /** Where in a payload that of A⁻¹ lies which follows its first entry. */
  static int restOfInverse(int dimension) {
    return inverse(0, dimension) + 1;
  }

  /** Words of {@link #restOfInverse}. */
  static int restOfInverseWords(int dimension) {
    return triangle(dimension) - 1;
  }

  static int theta(int payload) {
    return payload + HEADER_WORDS;
  }

  static int rewards(int payload, int dimension) {
    return theta(payload) + dimension;
  }

  static int inverse(int payload, int dimension) {
    return theta(payload) + 2 * dimension;
  }

  static int precision(int payload, int dimension) {
    return inverse(payload, dimension) + triangle(dimension);
  }

  static int triangle(int rows) {
    return rows * (rows + 1) / 2;
  }
}

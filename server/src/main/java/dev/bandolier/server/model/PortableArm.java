package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * An arm's posterior of dimension d as plain numbers, which can be written into another layout of the
 * same entries. Triangles are lower ones by rows.
 */
public final class PortableArm {

  /** How many figures there are. */
  public static final int FIGURES = 8;

  private final double[] figures;
  private final double[] theta;
  private final double[] rewards;
  private final double[] inverse;
  private final double[] precision;

  /**
   * Keeps the numbers, which the caller must not change any more.
   *
   * @param figures λ, n, Σr, Σr², rewards other than 0 and 1, least penalised loss, changes since A⁻¹
   *     was last computed, drift found then
   * @param theta θ = A⁻¹b, d numbers
   * @param rewards b, d numbers
   * @param inverse A⁻¹, d(d+1)/2 numbers
   * @param precision A, d(d+1)/2 numbers
   */
  public PortableArm(
      double[] figures, double[] theta, double[] rewards, double[] inverse, double[] precision) {
    this.figures = figures;
    this.theta = theta;
    this.rewards = rewards;
    this.inverse = inverse;
    this.precision = precision;
  }

  /** Reads a payload. */
  public static PortableArm read(Memory memory, int payload) {
    int d = ArmPosterior.dimension(memory, payload);
    double[] figures = read(memory, payload + ArmLayout.PRIOR, FIGURES);
    figures[ArmLayout.CHANGES - ArmLayout.PRIOR] = memory.getLong(payload + ArmLayout.CHANGES);
    return new PortableArm(
        figures,
        read(memory, ArmLayout.theta(payload), d),
        read(memory, ArmLayout.rewards(payload, d), d),
        read(memory, ArmLayout.inverse(payload, d), triangle(d)),
        read(memory, ArmLayout.precision(payload, d), triangle(d)));
  }

  private static double[] read(Memory memory, int word, int count) {
    double[] numbers = new double[count];
    memory.getDoubles(word, numbers, 0, count);
    return numbers;
  }

  /** λ, n, Σr and the other figures; not to be changed, as all that follow. */
  public double[] figures() {
    return figures;
  }

  /** θ. */
  public double[] theta() {
    return theta;
  }

  /** b. */
  public double[] rewards() {
    return rewards;
  }

  /** A⁻¹. */
  public double[] inverse() {
    return inverse;
  }

  /** A. */
  public double[] precision() {
    return precision;
  }

  /** Dimension d. */
  public int dimension() {
    return theta.length;
  }

  /** λ of the prior. */
  public double prior() {
    return figures[0];
  }

  /** Whether there are as many numbers as the dimension asks for, all finite, and λ is above 0. */
  public boolean isWhole() {
    return figures.length == FIGURES
        && rewards.length == dimension()
        && inverse.length == triangle(dimension())
        && precision.length == triangle(dimension())
        && isFinite(figures, theta, rewards, inverse, precision)
        && prior() > 0;
  }

  private static boolean isFinite(double[]... all) {
    for (double[] numbers : all) {
      for (double number : numbers) {
        if (!Double.isFinite(number)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether nothing was ever learned about an entry. */
  public boolean isPrior(int entry) {
    for (int other = 0; other < dimension(); other++) {
      double expected = other == entry ? prior() : 0;
      if (precision[place(entry, other)] != expected) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes it into a payload; entries that get nothing start from the prior.
   *
   * @param dimension of the payload
   * @param target for each entry its index there, or -1 where nothing was learned about it
   */
  public void write(Memory memory, int payload, int dimension, int[] target) {
    ArmPosterior.initialise(memory, payload, dimension, prior());
    memory.setDoubles(payload + ArmLayout.PRIOR, figures, 0, FIGURES);
    memory.setLong(
        payload + ArmLayout.CHANGES, (long) figures[ArmLayout.CHANGES - ArmLayout.PRIOR]);
    for (int i = 0; i < dimension(); i++) {
      if (target[i] >= 0) {
        memory.setDouble(ArmLayout.theta(payload) + target[i], theta[i]);
        memory.setDouble(ArmLayout.rewards(payload, dimension) + target[i], rewards[i]);
        writeRow(memory, payload, dimension, target, i);
      }
    }
  }

  private void writeRow(Memory memory, int payload, int dimension, int[] target, int i) {
    for (int j = 0; j <= i; j++) {
      if (target[j] >= 0) {
        int place = place(target[i], target[j]);
        memory.setDouble(ArmLayout.inverse(payload, dimension) + place, inverse[place(i, j)]);
        memory.setDouble(ArmLayout.precision(payload, dimension) + place, precision[place(i, j)]);
      }
    }
  }

  private static int place(int i, int j) {
    return triangle(Math.max(i, j)) + Math.min(i, j);
  }
}

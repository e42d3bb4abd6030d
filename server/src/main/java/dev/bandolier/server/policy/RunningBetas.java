package dev.bandolier.server.policy;

/**
 * The arms that {@link BetaThompson}'s nodes have reached, from the top down, with what each was at the last node. Structure of arrays:
 *
 * <pre>
 *   arm          its index among the eligible
 *   alpha, total α, α + β
 *   constant     what makes α·x − (α + β)·ln(1 + eˣ) vanish at the mode
 *   height       g there
 *   density      g, of which change is the derivative, and drift = g′/g
 *   above        S, the chance to lie above the node
 *   hazard       g/(1 − S)
 *   part         the integrand g·∏(1 − S) of all others, of which partChange is the derivative
 *   sum          its integral so far
 * </pre>
 */
final class RunningBetas {
  private static final double ROOT_TWO_PI = StrictMath.sqrt(2.0 * StrictMath.PI);

  /** What the chance to lie below a node is never taken to be less than. */
  private static final double LEAST = 1e-12;

  /** From where on Stirling's series needs two terms only. */
  private static final double MANY = 12.0;

  private int[] arm = new int[0];
  private double[] alpha = new double[0];
  private double[] total = new double[0];
  private double[] constant = new double[0];
  private double[] height = new double[0];
  private double[] density = new double[0];
  private double[] change = new double[0];
  private double[] drift = new double[0];
  private double[] above = new double[0];
  private double[] hazard = new double[0];
  private double[] part = new double[0];
  private double[] partChange = new double[0];
  private double[] sum = new double[0];
  private int count;

  /** How many of them have passed a node. */
  private int settled;

  void clear(int capacity) {
    if (arm.length < capacity) {
      grow(capacity);
    }
    count = 0;
    settled = 0;
  }

  private void grow(int capacity) {
    arm = new int[capacity];
    alpha = new double[capacity];
    total = new double[capacity];
    constant = new double[capacity];
    height = new double[capacity];
    density = new double[capacity];
    change = new double[capacity];
    drift = new double[capacity];
    above = new double[capacity];
    hazard = new double[capacity];
    part = new double[capacity];
    partChange = new double[capacity];
    sum = new double[capacity];
  }

  /** Adds an arm, Beta(a, b), that is about to pass its first node. */
  void add(int index, double a, double b, double mode, double width) {
    double n = a + b;
    double miss = ExpTable.log(b / n);
    arm[count] = index;
    alpha[count] = a;
    total[count] = n;
    constant[count] = -(a * (mode + miss) + b * miss);
    height[count] = ExpTable.exp(stirling(n) - stirling(a) - stirling(b)) / (ROOT_TWO_PI * width);
    count++;
  }

  /**
   * Moves every arm to a node, and gives it its part of the integral since the last one.
   *
   * @param step by how much it lies below the last one
   * @return the chance that all arms lie below it
   */
  double pass(double x, double step) {
    double small = ExpTable.exp(-Math.abs(x));
    double softplus = Math.max(x, 0.0) + ExpTable.log(1.0 + small);
    double rate = (x < 0.0 ? small : 1.0) / (1.0 + small);
    double below = 1.0;
    double known = 0.0;
    for (int i = 0; i < settled; i++) {
      double g = density(i, x, softplus);
      double newDrift = alpha[i] - total[i] * rate;
      above[i] += panel(step, density[i], g, change[i], g * newDrift);
      below *= settle(i, g, newDrift);
      known += hazard[i];
    }
    double hazards = known;
    for (int i = settled; i < count; i++) {
      double newDrift = alpha[i] - total[i] * rate;
      double g = density(i, x, softplus);
      above[i] = tail(g, newDrift, total[i] * rate * (1.0 - rate));
      below *= settle(i, g, newDrift);
      hazards += hazard[i];
    }
    award(below, known, hazards, step);
    settled = count;
    return below;
  }

  private double density(int i, double x, double softplus) {
    return height[i] * ExpTable.exp(alpha[i] * x - total[i] * softplus + constant[i]);
  }

  private double settle(int i, double g, double newDrift) {
    double below = Math.max(LEAST, 1.0 - above[i]);
    density[i] = g;
    drift[i] = newDrift;
    change[i] = g * newDrift;
    hazard[i] = g / below;
    return below;
  }

  /** What lies above an arm's first node: the continued fraction of Mills's ratio (Laplace) as far as 2κ. */
  private static double tail(double g, double newDrift, double curvature) {
    double fall = -newDrift;
    return fall > 0.0 ? g / (fall + curvature / (fall + 2.0 * curvature / fall)) : 0.0;
  }

  /**
   * Arms that have just come into play do not count in the derivative at the lower end of the step above, which they would bend.
   *
   * @param known the sum of the hazards of the others
   * @param hazards that of all
   */
  private void award(double below, double known, double hazards, double step) {
    for (int i = 0; i < settled; i++) {
      double p = hazard[i] * below;
      double own = drift[i] - hazard[i];
      sum[i] += panel(step, part[i], p, partChange[i], p * (own + known));
      part[i] = p;
      partChange[i] = p * (own + hazards);
    }
    for (int i = settled; i < count; i++) {
      sum[i] = above[i] * below;
      part[i] = hazard[i] * below;
      partChange[i] = part[i] * (drift[i] - hazard[i] + hazards);
    }
  }

  /** The integral over a step by values and derivatives at its upper and its lower end. */
  private static double panel(
      double step, double high, double low, double highChange, double lowChange) {
    return step * (0.5 * (high + low) + step * (1.0 / 12.0) * (lowChange - highChange));
  }

  /** Writes the arms' sums, as shares of all of them. */
  void share(double[] pmf) {
    double all = 0.0;
    for (int i = 0; i < count; i++) {
      sum[i] = Math.max(0.0, sum[i]);
      all += sum[i];
    }
    for (int i = 0; i < count; i++) {
      pmf[arm[i]] = sum[i] / all;
    }
  }

  /**
   * ln Γ(z) − (z − ½)·ln z + z − ½·ln 2π, by Stieltjes's continued fraction ("Recherches sur les fractions continues", 1894), and from
   * {@value #MANY} on by Stirling's series. The error is below 1e-6 at 1, below 1e-8 from 2 on.
   *
   * @param z at least 1
   */
  static double stirling(double z) {
    if (z >= MANY) {
      double inverse = 1.0 / z;
      return inverse * (1.0 / 12.0 - inverse * inverse * (1.0 / 360.0));
    }
    double tail = z + 22999.0 / 22737.0 / (z + 29944523.0 / 19733142.0 / (z + 1.0));
    return 1.0 / 12.0 / (z + 1.0 / 30.0 / (z + 53.0 / 210.0 / (z + 195.0 / 371.0 / tail)));
  }
}

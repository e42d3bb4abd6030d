package dev.bandolier.server.policy;

/**
 * The Beta posteriors over which {@link BetaThompson} integrates, in x = ln(t / (1 − t)), and at which node each comes into play.
 * Structure of arrays by arm; the first {@link #left} places of {@code waiting} are arms that no node has reached. Working
 * memory of one thread.
 */
final class LogitBetas {
  /** An arm that much narrower than those in play brings a node of its own where it begins. */
  private static final double NARROWER = 0.75;

  /** How likely all arms together may lie beyond their ends: below, where it is lost, and above, where it is estimated. */
  private static final double LOST = 1e-5;

  private static final double ESTIMATED = 2e-4;

  private static final int SIZES = 32;
  private static final double[] DOWN = new double[SIZES];
  private static final double[] UP = new double[SIZES];

  static {
    for (int bits = 1; bits < SIZES; bits++) {
      DOWN[bits] = NormalTable.reach(LOST / (1L << bits));
      UP[bits] = NormalTable.reach(ESTIMATED / (1L << bits));
    }
  }

  private double[] alpha = new double[0];
  private double[] beta = new double[0];
  private double[] mode = new double[0];
  private double[] width = new double[0];
  private double[] upper = new double[0];
  private int[] waiting = new int[0];
  private int count;
  private int left;
  private int bits;

  /** The least width of an arm in play. */
  private double narrowest;

  /** The largest upper end of those that wait. */
  private double next;

  /** L: who lies below it does not win. */
  private double bottom;

  /** The arms in play. */
  final RunningBetas running = new RunningBetas();

  /**
   * Forgets all arms.
   *
   * @param capacity how many there will be
   */
  void clear(int capacity) {
    if (alpha.length < capacity) {
      alpha = new double[capacity];
      beta = new double[capacity];
      mode = new double[capacity];
      width = new double[capacity];
      upper = new double[capacity];
      waiting = new int[capacity];
    }
    running.clear(capacity);
    count = 0;
    bits = bits(capacity);
    narrowest = Double.POSITIVE_INFINITY;
    bottom = Double.NEGATIVE_INFINITY;
  }

  /** Adds Beta(a, b), each at least 1. */
  void add(double a, double b) {
    alpha[count] = a;
    beta[count] = b;
    mode[count] = ExpTable.log(a / b);
    width[count] = Math.sqrt((a + b) / (a * b));
    upper[count] = mode[count] + end(a, b, UP[bits], 1.0);
    bottom = Math.max(bottom, mode[count] + end(a, b, DOWN[bits], -1.0));
    count++;
  }

  /**
   * How far from its mode an arm lies so many standard deviations up or down: Carter's approximation of the Beta distribution's
   * quantiles ("Approximation to percentage points of the z-distribution", Biometrika 34, 1947; Abramowitz and Stegun, 26.5.22), which in x takes no more than a root. For the
   * smallest a and b it is up to 1.4 times too far, never too near.
   */
  private static double end(double a, double b, double deviations, double sign) {
    double p = 1.0 / (2.0 * a - 1.0);
    double q = 1.0 / (2.0 * b - 1.0);
    double h = 2.0 / (p + q);
    double lambda = (deviations * deviations - 3.0) / 6.0;
    double spread = deviations * Math.sqrt(h + lambda) / h;
    return 2.0 * (sign * spread + (q - p) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h)));
  }

  /** Has all arms wait that can win; returns how many. */
  int contend() {
    left = 0;
    next = bottom;
    for (int i = 0; i < count; i++) {
      if (upper[i] > bottom) {
        waiting[left++] = i;
        next = Math.max(next, upper[i]);
      }
    }
    return left;
  }

  /** The only arm that waits, or any of them. */
  int first() {
    return waiting[0];
  }

  /** How many bits it takes to write that number. */
  static int bits(int number) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(number);
  }

  /** The first node, where the first arm comes into play. */
  double begin() {
    double x = next;
    admit(x);
    return x;
  }

  /**
   * The node that follows one, below it, with whose arms in play; the same one again at L, where nothing is left to be won.
   *
   * @param spacing in widths of the narrowest arm in play
   */
  double follow(double x, double spacing) {
    double to = Math.max(bottom, x - spacing * narrowest);
    if (to < next) {
      for (int k = 0; k < left; k++) {
        int i = waiting[k];
        to = width[i] < NARROWER * narrowest ? Math.max(to, upper[i]) : to;
      }
      admit(to);
    }
    return to;
  }

  private void admit(double x) {
    int stay = 0;
    next = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < left; k++) {
      int i = waiting[k];
      if (upper[i] >= x) {
        running.add(i, alpha[i], beta[i], mode[i], width[i]);
        narrowest = Math.min(narrowest, width[i]);
      } else {
        waiting[stay++] = i;
        next = Math.max(next, upper[i]);
      }
    }
    left = stay;
  }
}

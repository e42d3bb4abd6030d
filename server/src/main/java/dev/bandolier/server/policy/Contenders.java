package dev.bandolier.server.policy;

/**
 * The arms that can win, as {@link LinearThompson} integrates over them. Structure of arrays; arm a is
 * here at some place i, in no lasting order:
 *
 * <pre>
 *   arm[i]        its index among the eligible
 *   offset[i]     (L − μ)/s, L the integral's lower end
 *   density[i]    1/s
 *   hazard[i]     φ(u)/(Φ(u)·s) at the current node
 *   below[i]      Φ(u) at the current node, where {@link ManyArms} are looked at together
 *   sum[i]        its part of the integral so far
 * </pre>
 */
final class Contenders {
  /** No mean is further above L, but where rounding of large means is as large as a width; the table ends here. */
  private static final double LEAST_OFFSET = -NormalTable.REACH - 1e-9;

  int[] arm = new int[0];
  double[] offset = new double[0];
  double[] density = new double[0];
  double[] hazard = new double[0];
  double[] below = new double[0];
  double[] sum = new double[0];
  int count;

  /** The smallest width among them. */
  double narrowest;

  /** z: beyond that many widths from its mean no arm is taken to lie. */
  double reach;

  /** How far above L the last of them reaches. */
  double top;

  void clear(int capacity, double newReach) {
    if (arm.length < capacity) {
      arm = new int[capacity];
      offset = new double[capacity];
      density = new double[capacity];
      hazard = new double[capacity];
      below = new double[capacity];
      sum = new double[capacity];
    }
    count = 0;
    narrowest = Double.POSITIVE_INFINITY;
    reach = newReach;
    top = 0.0;
  }

  void add(int index, double below, double width) {
    arm[count] = index;
    offset[count] = below;
    density[count] = width;
    sum[count] = 0.0;
    narrowest = width < narrowest ? width : narrowest;
    double most = reach * width - below;
    top = most > top ? most : top;
    count++;
  }

  /** After the last was added. Puts the arm first that is almost surely above low nodes, so that those are cut short at once. */
  void begin() {
    for (int i = 0; i < count; i++) {
      double distance = offset[i] / density[i];
      offset[i] = distance < LEAST_OFFSET ? -NormalTable.REACH : distance;
      density[i] = 1.0 / density[i];
    }
    int highest = 0;
    for (int i = 1; i < count; i++) {
      highest = offset[i] < offset[highest] ? i : highest;
    }
    swap(0, highest);
  }

  /** Exchanges two places. */
  void swap(int i, int j) {
    int index = arm[i];
    arm[i] = arm[j];
    arm[j] = index;
    swap(offset, i, j);
    swap(density, i, j);
    swap(sum, i, j);
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}

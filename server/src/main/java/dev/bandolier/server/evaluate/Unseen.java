package dev.bandolier.server.evaluate;

/**
 * What share of a policy's choices the log hardly made. Weights q/p have the mean 1 wherever p is positive where q is; a mean that is
 * clearly below says that the policy does what was hardly ever logged, of whose rewards no estimate knows anything, and no spread of
 * the rows tells that: a log that shows one arm by 1 − 10⁻⁹ gives every row the same weight. The share is what is missing of 1 above the
 * upper end of the weights' interval at 95 %, as if one more row of the largest weight, at least 1, had come. One thread.
 */
final class Unseen {

  private final Moments weights = new Moments();
  private double largest = 1.0;

  /** Takes a row's weight in, before it is clipped. */
  void add(double weight) {
    weights.add(weight);
    largest = Math.max(largest, weight);
  }

  /** The share, at least that, in [0, 1]; 0 where the weights are as large as they should be. */
  double share() {
    double most = weights.interval(0.0, largest).high();
    return most < 1.0 ? 1.0 - Math.max(0.0, most) : 0.0;
  }

  /**
   * An interval around what the rest of the choices has told, moved apart by what these might have.
   *
   * @param down by how much the share could lower the value at most, were it 1; at most 0, or −∞ where that has no bound
   * @param up by how much it could raise it, likewise
   */
  Interval widen(Interval seen, double down, double up) {
    double share = share();
    if (share == 0.0) {
      return seen;
    }
    return Double.isFinite(up - down)
        ? new Interval(seen.low() + share * down, seen.high() + share * up)
        : Interval.UNKNOWN;
  }
}

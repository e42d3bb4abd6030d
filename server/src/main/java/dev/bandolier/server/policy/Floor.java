package dev.bandolier.server.policy;

/**
 * The floor: p′ = (1 − ε)·p + ε/K over the K eligible arms, which bounds every logged propensity from
 * below and so every weight of an off-policy estimate from above.
 */
public final class Floor {
  /** The default of ε. */
  public static final double DEFAULT = 0.001;

  private Floor() {}

  /**
   * Mixes the floor in and normalises, once, in the order of the arms.
   *
   * @param pmf changed in place; at least 0 each, some above
   * @param arms K, at least 1
   * @param share ε, 0 to 1
   */
  public static void mix(double[] pmf, int arms, double share) {
    double floor = share / arms;
    double total = 0.0;
    for (int i = 0; i < arms; i++) {
      pmf[i] = (1.0 - share) * pmf[i] + floor;
      total += pmf[i];
    }
    for (int i = 0; i < arms; i++) {
      pmf[i] /= total;
    }
  }
}

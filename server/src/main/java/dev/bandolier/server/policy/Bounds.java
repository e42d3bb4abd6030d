package dev.bandolier.server.policy;

/** The bounds of a reward, for the policies whose theory needs them. */
final class Bounds {

  private Bounds() {}

  /** Their distance. */
  static double range(double least, double greatest) {
    double range = greatest - least;
    if (!(range > 0.0 && range < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "bounds " + least + " and " + greatest + " are not finite and in this order");
    }
    return range;
  }
}

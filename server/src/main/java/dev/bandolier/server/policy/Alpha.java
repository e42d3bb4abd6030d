package dev.bandolier.server.policy;

/** The factor on the widths, by which a policy explores. */
final class Alpha {
  private Alpha() {}

  static double checked(double alpha) {
    if (!(alpha >= 0.0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("α must be at least 0 and finite, not " + alpha);
    }
    return alpha;
  }
}

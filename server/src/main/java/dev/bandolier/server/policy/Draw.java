package dev.bandolier.server.policy;

/** Draws an arm from the very probabilities that are logged. One uniform number an arm. */
public final class Draw {
  private Draw() {}

  /**
   * The first arm at which the cumulated probability exceeds u.
   *
   * @param pmf sum 1 up to rounding
   * @param u in [0, 1)
   * @return an arm whose probability is above 0; where rounding leaves u beyond the sum, the last
   *     such; −1 if there is none
   */
  public static int pick(double[] pmf, int arms, double u) {
    double cumulated = 0.0;
    int last = -1;
    for (int i = 0; i < arms; i++) {
      if (pmf[i] > 0.0) {
        cumulated += pmf[i];
        last = i;
        if (u < cumulated) {
          return i;
        }
      }
    }
    return last;
  }

  /**
   * Draws the next position of a list without repeats: takes the arm drawn before out of the pmf,
   * renormalises what remains, which is then this position's pmf, and picks from it.
   *
   * @param pmf the previous position's, floored; changed in place
   * @param drawn the previous position's arm
   * @return the arm, or −1 if none is left
   */
  public static int next(double[] pmf, int arms, int drawn, double u) {
    pmf[drawn] = 0.0;
    double total = 0.0;
    for (int i = 0; i < arms; i++) {
      total += pmf[i];
    }
    for (int i = 0; i < arms; i++) {
      pmf[i] = pmf[i] > 0.0 ? pmf[i] / total : 0.0;
    }
    return pick(pmf, arms, u);
  }
}

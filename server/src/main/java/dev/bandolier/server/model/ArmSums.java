package dev.bandolier.server.model;

/**
 * What scoring reads of arms' posteriors, summed: of four arms at once, whose reads do not wait for one another and look up only
 * once what is to be read. Each arm's sums are made in the order in which they are made of one arm alone, so their bits are the
 * same. Working memory of one thread.
 */
final class ArmSums {
  /** How many arms at once. */
  static final int GROUP = 4;

  /** Per arm x·Pb, the mean under a prior mean of 0. */
  final double[] estimate = new double[GROUP];

  /** Per arm Σ xᵢP[i, 0]. */
  final double[] column = new double[GROUP];

  /** Per arm x·Px. */
  final double[] form = new double[GROUP];

  /**
   * Sums the estimates.
   *
   * @param payloads of the arms
   * @param words per entry of the context, which word of a payload to read
   * @param values per entry, its factor; the first {@code entries} count
   */
  void readEstimates(Memory memory, int[] payloads, int[] words, double[] values, int entries) {
    int a = payloads[0];
    int b = payloads[1];
    int c = payloads[2];
    int d = payloads[3];
    double sumA = 0.0;
    double sumB = 0.0;
    double sumC = 0.0;
    double sumD = 0.0;
    for (int i = 0; i < entries; i++) {
      int word = words[i];
      double value = values[i];
      sumA += value * memory.getDouble(a + word);
      sumB += value * memory.getDouble(b + word);
      sumC += value * memory.getDouble(c + word);
      sumD += value * memory.getDouble(d + word);
    }
    set(estimate, sumA, sumB, sumC, sumD);
  }

  /**
   * Sums columns and forms.
   *
   * @param words per pair of entries, which word of a payload to read
   * @param first per pair, its factor in the column
   * @param factor per pair, its factor in the form; the first {@code pairs} count
   */
  void readForms(
      Memory memory, int[] payloads, int[] words, double[] first, double[] factor, int pairs) {
    int a = payloads[0];
    int b = payloads[1];
    int c = payloads[2];
    int d = payloads[3];
    double ownA = 0.0;
    double ownB = 0.0;
    double ownC = 0.0;
    double ownD = 0.0;
    double squareA = 0.0;
    double squareB = 0.0;
    double squareC = 0.0;
    double squareD = 0.0;
    for (int i = 0; i < pairs; i++) {
      int word = words[i];
      double entryA = memory.getDouble(a + word);
      double entryB = memory.getDouble(b + word);
      double entryC = memory.getDouble(c + word);
      double entryD = memory.getDouble(d + word);
      double share = first[i];
      ownA += share * entryA;
      ownB += share * entryB;
      ownC += share * entryC;
      ownD += share * entryD;
      double twice = factor[i];
      squareA += twice * entryA;
      squareB += twice * entryB;
      squareC += twice * entryC;
      squareD += twice * entryD;
    }
    set(column, ownA, ownB, ownC, ownD);
    set(form, squareA, squareB, squareC, squareD);
  }

  private static void set(double[] to, double a, double b, double c, double d) {
    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
  }
}

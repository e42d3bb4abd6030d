package dev.bandolier.loadtest.replay;

/**
 * What the arms of the synthetic environment are worth: a logistic model with a weight per arm and
 * device, hour and segment, and per pair of device and segment.
 */
final class SyntheticWeights {
  static final int ARMS = 10;
  static final int DEVICES = 3;
  static final int HOURS = 24;
  static final int SEGMENTS = 8;

  private static final double LEAST = -2.5;

  private final double[] bias = new double[ARMS];
  private final double[][] device = new double[ARMS][DEVICES];
  private final double[][] hour = new double[ARMS][HOURS];
  private final double[][] segment = new double[ARMS][SEGMENTS];
  private final double[][] pair = new double[ARMS][DEVICES * SEGMENTS];

  /**
   * Draws them, arm by arm.
   *
   * @param gamma the spread of the pairs' weights; they are drawn whatever it is
   */
  SyntheticWeights(SplitMix random, double gamma) {
    for (int arm = 0; arm < ARMS; arm++) {
      bias[arm] = LEAST + centred(random, 0.5);
      fill(device[arm], random, 1.0);
      fill(hour[arm], random, 0.6);
      fill(segment[arm], random, 1.0);
      fill(pair[arm], random, gamma);
    }
  }

  /** The chance that the arm's reward is 1. */
  double chance(int arm, int ofDevice, int ofHour, int ofSegment) {
    double z = bias[arm] + device[arm][ofDevice] + hour[arm][ofHour] + segment[arm][ofSegment];
    z += pair[arm][ofDevice * SEGMENTS + ofSegment];
    return 1.0 / (1.0 + Math.exp(-z));
  }

  private static void fill(double[] weights, SplitMix random, double spread) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] = centred(random, spread);
    }
  }

  private static double centred(SplitMix random, double spread) {
    return spread * (2.0 * random.uniform() - 1.0);
  }
}

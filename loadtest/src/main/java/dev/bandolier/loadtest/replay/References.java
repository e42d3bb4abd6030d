package dev.bandolier.loadtest.replay;

/**
 * Mean rewards to compare with; NaN where unknown.
 *
 * @param uniform of every arm alike
 * @param bestArm of always the best single arm, seen from the end
 * @param oracle of the best arm in each round
 * @param bestArmIndex the first of the best single arms
 */
record References(double uniform, double bestArm, double oracle, int bestArmIndex) {

  /** From the mean reward of every arm. */
  static References ofMeans(double[] means, double oracle) {
    double sum = 0;
    int best = 0;
    for (int arm = 0; arm < means.length; arm++) {
      sum += means[arm];
      best = means[arm] > means[best] ? arm : best;
    }
    return new References(sum / means.length, means[best], oracle, best);
  }
}

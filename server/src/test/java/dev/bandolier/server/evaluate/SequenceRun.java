package dev.bandolier.server.evaluate;

import java.util.SplittableRandom;

/**
 * One log that a policy collects while it changes its mind: in every round it prefers the arm that has earned most so far.
 * Its sequence for the uniform policy is looked at after every round.
 */
final class SequenceRun {

  private static final double[] RATES = {0.1, 0.3, 0.2};
  private static final double VALUE = 0.2;
  private static final RewardRange UNIT = new RewardRange(0, 1);

  private SequenceRun() {}

  /** Whether the uniform policy's value is ever outside. */
  static boolean misses(long seed, int rounds) {
    SplittableRandom random = new SplittableRandom(seed);
    ValueSequence sequence = new ValueSequence();
    double[] earned = {1, 1, 1};
    double[] pulled = {2, 2, 2};
    WeighedRow row = new WeighedRow();
    for (int i = 0; i < rounds; i++) {
      double[] pmf = preferring(earned, pulled);
      int arm = pick(pmf, random.nextDouble());
      double reward = random.nextDouble() < RATES[arm] ? 1 : 0;
      fill(row, pmf, arm, reward, earned, pulled);
      sequence.add(row, UNIT, a -> row.prediction[a]);
      if (sequence.excludes(VALUE)) {
        return true;
      }
      earned[arm] += reward;
      pulled[arm]++;
    }
    return false;
  }

  private static double[] preferring(double[] earned, double[] pulled) {
    int best = 0;
    for (int arm = 1; arm < 3; arm++) {
      best = earned[arm] / pulled[arm] > earned[best] / pulled[best] ? arm : best;
    }
    double[] pmf = {0.05, 0.05, 0.05};
    pmf[best] = 0.9;
    return pmf;
  }

  private static int pick(double[] pmf, double u) {
    return u < pmf[0] ? 0 : u < pmf[0] + pmf[1] ? 1 : 2;
  }

  private static void fill(
      WeighedRow row, double[] pmf, int arm, double reward, double[] earned, double[] pulled) {
    row.begin(1);
    row.beginArms(3);
    row.chosen = arm;
    row.reward[0] = reward;
    for (int i = 0; i < 3; i++) {
      row.target[i] = 1.0 / 3;
      row.armWeight[i] = 1.0 / 3 / pmf[i];
      row.prediction[i] = earned[i] / pulled[i];
    }
    row.weight[0] = row.armWeight[arm];
  }
}

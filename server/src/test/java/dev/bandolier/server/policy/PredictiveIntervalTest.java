package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bandolier.server.model.SparseVector;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The noise that is estimated is the one that predictions need: in a world that is drawn from the prior, intervals for the next
 * reward hold as often as they say, although the policy chose what to look at, and the noise is not told. After the first 4,000
 * rounds such an interval is all but the noise alone; what the width of the mean is worth, {@link WidthCalibrationTest} asks.
 *
 * <p>Given all before it, a reward lies in its interval with the stated probability, so the count is a sum of independent coins:
 * 4.9 standard deviations are left in 10⁻⁶ of all seeds, 1.2·10⁻⁵ by all twelve comparisons together. The noise's estimate is
 * within 1 % by then, which moves a coverage by at most 0.005.
 */
final class PredictiveIntervalTest {
  private static final int ARMS = 5;
  private static final int DIMENSION = 8;
  private static final int LEARNING = 4_000;
  private static final int ROUNDS = 30_000;
  private static final double ALLOWED = 0.005;
  private static final double[] COVERAGES = {0.5, 0.8, 0.95, 0.99};
  private static final double[] QUANTILES = {0.6744898, 1.2815516, 1.9599640, 2.5758293};

  @ParameterizedTest
  @CsvSource({"0.01, 0", "7, 0", "7, -300"})
  void intervalsForTheNextReward_holdAsOftenAsTheySay(double scale, double offset) {
    double[] shares = new World(offset, scale).shares();
    for (int i = 0; i < COVERAGES.length; i++) {
      double coverage = COVERAGES[i];
      double chance = 4.9 * Math.sqrt(coverage * (1 - coverage) / ROUNDS);
      assertEquals(coverage, shares[i], chance + ALLOWED);
    }
  }

  private static final class World {
    private final SplittableRandom random = new SplittableRandom(71);
    private final double[][] theta = new double[ARMS][DIMENSION];
    private final double offset;
    private final double scale;
    private final Slot slot = new Slot(ARMS, DIMENSION);
    private final Estimates estimates = new Estimates();
    private final ArmScorer scorer = new ArmScorer();
    private final Policy policy = new LinearThompson(LinearThompson.DEFAULT_ALPHA);
    private final double[] pmf = new double[ARMS];

    World(double offset, double scale) {
      this.offset = offset;
      this.scale = scale;
      for (double[] ofArm : theta) {
        for (int i = 0; i < DIMENSION; i++) {
          ofArm[i] = scale * random.nextGaussian();
        }
      }
    }

    /** By quantile, how many of the rewards after the first lie within that many standard deviations. */
    double[] shares() {
      double[] shares = new double[QUANTILES.length];
      for (int round = 0; round < LEARNING + ROUNDS; round++) {
        SparseVector x = context();
        slot.score(scorer, x, estimates);
        policy.probabilities(estimates, pmf);
        int arm = Draw.pick(pmf, ARMS, random.nextDouble());
        double reward = reward(arm, x);
        double deviation = Math.hypot(estimates.width(arm), estimates.noise);
        double away = Math.abs(reward - estimates.mean(arm)) / deviation;
        for (int i = 0; i < shares.length && round >= LEARNING; i++) {
          shares[i] += away <= QUANTILES[i] ? 1.0 / ROUNDS : 0;
        }
        slot.learn(arm, x, reward);
      }
      return shares;
    }

    private SparseVector context() {
      SparseVector x = new SparseVector(DIMENSION);
      for (int i = 1; i < DIMENSION; i++) {
        x.add(i, random.nextInt(3) == 0 ? 0 : random.nextGaussian());
      }
      return x;
    }

    private double reward(int arm, SparseVector x) {
      double mean = offset;
      for (int i = 0; i < x.size(); i++) {
        mean += theta[arm][x.index(i)] * x.value(i);
      }
      return mean + scale * random.nextGaussian();
    }
  }
}

package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bandolier.server.model.SparseVector;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The width that arms are explored by is the posterior's: over many worlds that are drawn from the prior, each ended after about
 * twenty rewards an arm, an arm's true mean in a context lies within q widths of the estimated one as often as a normal variable
 * lies within q.
 *
 * <p>Worlds are independent, so the share is a mean of independent numbers, whose standard error is measured; 4.9 of those are
 * left in 10⁻⁶ of all seeds, 1.2·10⁻⁵ by all twelve comparisons together. What is allowed beyond that is for what the model
 * leaves out: the noise is estimated, from a hundred rewards, the mean of the arms too, and rewards of 0 and 1 are not normal and their
 * rates not drawn from the prior. Over 2,000 worlds that was found to be 0.009 at most. Widths of 0.8 or of 1.25 times what they
 * should be move the shares at ½ and at ⅘ by 0.09 and more.
 */
final class WidthCalibrationTest {
  private static final int WORLDS = 1_000;
  private static final int ARMS = 5;
  private static final int REWARDS = 20 * ARMS;
  private static final double ERRORS = 4.9;
  private static final double ALLOWED = 0.015;
  private static final double[] COVERAGES = {0.5, 0.8, 0.95};
  private static final double[] QUANTILES = {0.6744898, 1.2815516, 1.9599640};

  /** The prior's variance is the noise's, as the default says; the policy chooses what it looks at. */
  @ParameterizedTest
  @CsvSource({"0.01, 0", "7, 0", "7, -300"})
  void aTrueMean_isWithinTheWidth_asOftenAsANormalOneWouldBe(double scale, double offset) {
    Shares shares = new Shares();
    for (int seed = 1; seed <= WORLDS; seed++) {
      new Normal(seed, scale, offset).play(shares);
    }
    shares.check();
  }

  /** Rates around 0.3, without a context, each arm in its turn. */
  @Test
  void aTrueRate_isWithinTheWidth_asOftenAsANormalOneWouldBe() {
    Shares shares = new Shares();
    for (int seed = 1; seed <= WORLDS; seed++) {
      new Clicks(seed).play(shares);
    }
    shares.check();
  }

  private abstract static class World {
    final SplittableRandom random;
    final Slot slot;
    final Estimates estimates = new Estimates();
    final ArmScorer scorer = new ArmScorer();

    World(long seed, int dimension) {
      random = new SplittableRandom(seed);
      slot = new Slot(ARMS, dimension);
    }

    abstract SparseVector context();

    abstract int choose(int round);

    abstract double mean(int arm, SparseVector x);

    abstract double reward(double mean);

    void play(Shares shares) {
      for (int round = 0; round < REWARDS; round++) {
        SparseVector x = context();
        slot.score(scorer, x, estimates);
        int arm = choose(round);
        slot.learn(arm, x, reward(mean(arm, x)));
      }
      SparseVector x = context();
      slot.score(scorer, x, estimates);
      double[] away = new double[ARMS];
      for (int arm = 0; arm < ARMS; arm++) {
        away[arm] = Math.abs(mean(arm, x) - estimates.mean(arm)) / estimates.width(arm);
      }
      shares.add(away);
    }
  }

  private static final class Normal extends World {
    private static final int DIMENSION = 2;

    private final double[][] theta = new double[ARMS][DIMENSION];
    private final double[] pmf = new double[ARMS];
    private final Policy policy = new LinearThompson(1);
    private final double scale;

    Normal(long seed, double scale, double offset) {
      super(seed, DIMENSION);
      this.scale = scale;
      for (double[] ofArm : theta) {
        ofArm[0] = offset + scale * random.nextGaussian();
        ofArm[1] = scale * random.nextGaussian();
      }
    }

    @Override
    SparseVector context() {
      SparseVector x = new SparseVector(DIMENSION);
      x.add(1, 0.8 * random.nextGaussian());
      return x;
    }

    @Override
    int choose(int round) {
      policy.probabilities(estimates, pmf);
      return Draw.pick(pmf, ARMS, random.nextDouble());
    }

    @Override
    double mean(int arm, SparseVector x) {
      return theta[arm][0] + theta[arm][1] * x.value(1);
    }

    @Override
    double reward(double mean) {
      return mean + scale * random.nextGaussian();
    }
  }

  private static final class Clicks extends World {
    private final double[] rates;

    Clicks(long seed) {
      super(seed, 1);
      rates = random.doubles(ARMS, 0.2, 0.4).toArray();
    }

    @Override
    SparseVector context() {
      return new SparseVector(1);
    }

    @Override
    int choose(int round) {
      return round % ARMS;
    }

    @Override
    double mean(int arm, SparseVector x) {
      return rates[arm];
    }

    @Override
    double reward(double mean) {
      return random.nextDouble() < mean ? 1 : 0;
    }
  }

  /** By quantile, the sum over worlds of the share of arms that lie within it, and the sum of its squares. */
  private static final class Shares {
    private final double[] sum = new double[QUANTILES.length];
    private final double[] squares = new double[QUANTILES.length];

    void add(double[] away) {
      for (int i = 0; i < QUANTILES.length; i++) {
        double share = 0;
        for (double each : away) {
          share += each <= QUANTILES[i] ? 1.0 / ARMS : 0;
        }
        sum[i] += share;
        squares[i] += share * share;
      }
    }

    void check() {
      for (int i = 0; i < QUANTILES.length; i++) {
        double mean = sum[i] / WORLDS;
        double error = Math.sqrt((squares[i] / WORLDS - mean * mean) / (WORLDS - 1));
        assertEquals(COVERAGES[i], mean, ERRORS * error + ALLOWED);
      }
    }
  }
}

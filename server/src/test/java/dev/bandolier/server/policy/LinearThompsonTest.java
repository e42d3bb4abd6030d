package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinearThompsonTest {
  private final SplittableRandom random = new SplittableRandom(11);
  private final Policy policy = new LinearThompson(1);

  @Test
  void oneArm_isCertain() {
    assertArrayEquals(new double[] {1}, pmf(policy, new double[] {3}, new double[] {2}));
    assertArrayEquals(new double[] {1}, pmf(policy, new double[] {3}, new double[] {0}));
  }

  @Test
  void twoArms_haveTheClosedForm() {
    for (int i = 0; i < 2000; i++) {
      double[] mean = {random.nextGaussian(), random.nextGaussian()};
      double[] width = {randomWidth(3), randomWidth(3)};
      double gap = (mean[0] - mean[1]) / Math.hypot(width[0], width[1]);
      assertEquals(ExactPmf.distribution(gap), pmf(policy, mean, width)[0], 1e-5);
    }
  }

  @Test
  void manyArms_ofComparableWidths_areRightTo1e4InTotalVariation() {
    for (int arms : new int[] {3, 10, 40}) {
      for (int i = 0; i < 8; i++) {
        double[] mean = random.doubles(arms, -2, 2).toArray();
        double[] width = random.doubles(arms, 0.1, 2).toArray();
        assertTrue(variation(ExactPmf.of(mean, width), pmf(policy, mean, width)) < 1e-4);
      }
    }
  }

  @Test
  void widthsSixOrdersApart_areRightTo1e3InTotalVariation() {
    for (int arms : new int[] {2, 5, 12}) {
      for (int i = 0; i < 30; i++) {
        double[] width = new double[arms];
        double[] mean = new double[arms];
        for (int a = 0; a < arms; a++) {
          width[a] = randomWidth(6);
          mean[a] = random.nextGaussian() * (random.nextBoolean() ? width[a] : 1e-3);
        }
        width[0] = 1;
        width[1] = 1e-6;
        assertTrue(variation(ExactPmf.of(mean, width), pmf(policy, mean, width)) < 1e-3);
      }
    }
  }

  /**
   * A χ² statistic of 10⁶ joint draws against the pmf; with at most 9 degrees of freedom it exceeds 50
   * with probability below 10⁻⁷, so all 12 together raise a false alarm once in 10⁶ seeds.
   */
  @Test
  void pmf_agreesWithMonteCarloCounts() {
    for (int i = 0; i < 12; i++) {
      double[] mean = random.doubles(10, -1, 1).toArray();
      double[] width = new double[10];
      double orders = i / 2.0;
      Arrays.setAll(width, a -> randomWidth(orders));
      double[] pmf = pmf(policy, mean, width);
      int draws = 1_000_000;
      int[] counts = counts(mean, width, draws);
      assertTrue(chiSquare(pmf, counts, draws) < 50);
    }
  }

  @Test
  void identicalArms_shareEvenly_toTheLastBit() {
    for (int arms : new int[] {2, 3, 10, 1000}) {
      double[] width = new double[arms];
      Arrays.fill(width, 0.7);
      double[] pmf = pmf(policy, new double[arms], width);
      for (double p : pmf) {
        assertEquals(pmf[0], p);
        assertEquals(1.0 / arms, p, 1e-12);
      }
    }
  }

  @Test
  void tiesAmongOthers_getTheSameProbability() {
    double[] pmf = pmf(policy, new double[] {1, 2, 1, 0, 1}, new double[] {2, 1, 2, 50, 2});
    assertEquals(pmf[0], pmf[2]);
    assertEquals(pmf[0], pmf[4]);
  }

  @Test
  void widthsOfZero_areGreedyWithTiesSplit() {
    double[] mean = {1, 3, 2, 3};
    assertArrayEquals(new double[] {0, 0.5, 0, 0.5}, pmf(policy, mean, new double[4]));
    assertArrayEquals(
        new double[] {0, 0.5, 0, 0.5}, pmf(new LinearThompson(0), mean, new double[] {1, 1, 1, 1}));
  }

  @Test
  void aWidthOfZeroAmongOthers_isAnAtom() {
    double[] pmf = pmf(policy, new double[] {0.5, 0, 0.5}, new double[] {0, 1, 0});
    double above = 1 - ExactPmf.distribution(0.5);
    assertArrayEquals(new double[] {(1 - above) / 2, above, (1 - above) / 2}, pmf, 1e-5);
  }

  @Test
  void hopelessArms_getNothing_andTheSumIsOne() {
    double[] mean = random.doubles(1000, -1000, 0).toArray();
    double[] width = new double[1000];
    Arrays.fill(width, 1.0);
    mean[123] = 100;
    double[] pmf = pmf(policy, mean, width);
    assertEquals(1.0, pmf[123]);
    assertEquals(1.0, Arrays.stream(pmf).sum());
  }

  @Test
  void aThousandArms_areRightTo1e4InTotalVariation() {
    double[] mean = new double[1000];
    double[] width = new double[1000];
    Arrays.fill(width, 1.0);
    mean[7] = 2;
    double[] pmf = pmf(policy, mean, width);
    double[] winner = winnerAgainstEqualOthers(2, 999);
    assertEquals(winner[0], pmf[7], 1e-4);
    assertEquals((1 - winner[0]) / 999, pmf[8], 1e-7);
    assertEquals(1.0, Arrays.stream(pmf).sum(), 1e-12);
  }

  @Test
  void shiftAndScale_ofTheRewards_changeNothingThatMatters() {
    double[] mean = random.doubles(8, -1, 1).toArray();
    double[] width = random.doubles(8, 0.5, 1).toArray();
    double[] plain = pmf(policy, mean, width);
    for (double scale : new double[] {1e-9, 1e-3, 1e6}) {
      double[] moved = Arrays.stream(mean).map(m -> 1e4 * scale + m * scale).toArray();
      double[] scaled = Arrays.stream(width).map(w -> w * scale).toArray();
      assertArrayEquals(plain, pmf(policy, moved, scaled), 1e-9);
    }
  }

  @Test
  void constantRewards_whoseMeansDifferByRounding_stillTie() {
    double[] mean = {1000, Math.nextUp(1000.0), 1000, Math.nextDown(1000.0)};
    double[] width = {1e-7, 1e-7, 1e-7, 1e-7};
    for (double p : pmf(policy, mean, width)) {
      assertEquals(0.25, p, 1e-4);
    }
  }

  /** Means around 100 lie 1.4e-14 apart. */
  @Test
  void widthsThatTheMeansRoundingSwallows_shareWhatThereIs() {
    for (int arms : new int[] {2, 5, 64, 300}) {
      for (double least = 1e-17; least < 1e-12; least *= 1.3) {
        double width = least;
        double[] widths = random.doubles(arms, width, 2 * width).toArray();
        double[] mean = new double[arms];
        Arrays.setAll(mean, a -> 100 + width * random.nextGaussian());
        assertEquals(1, Arrays.stream(pmf(policy, mean, widths)).sum(), 1e-12);
      }
    }
  }

  @Test
  void anAlphaThatLeavesNoWidth_isGreedy() {
    double[] width = {1, 2, 1};
    assertArrayEquals(
        new double[] {0, 0.5, 0.5}, pmf(new LinearThompson(1e-310), new double[] {1, 3, 3}, width));
  }

  @Test
  void aNegativeOrInfiniteAlpha_isRefused() {
    for (double alpha : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new LinearThompson(alpha));
      assertThrows(IllegalArgumentException.class, () -> new LinUcb(alpha));
    }
  }

  static double[] pmf(Policy policy, double[] mean, double[] width) {
    Estimates estimates = new Estimates();
    estimates.resize(mean.length);
    for (int i = 0; i < mean.length; i++) {
      estimates.set(i, mean[i], width[i]);
    }
    double[] pmf = new double[mean.length];
    policy.probabilities(estimates, pmf);
    return pmf;
  }

  private double randomWidth(double orders) {
    return StrictMath.pow(10, -orders * random.nextDouble());
  }

  private int[] counts(double[] mean, double[] width, int draws) {
    int[] counts = new int[mean.length];
    for (int i = 0; i < draws; i++) {
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int a = 0; a < mean.length; a++) {
        double value = mean[a] + width[a] * random.nextGaussian();
        best = value > most ? a : best;
        most = Math.max(most, value);
      }
      counts[best]++;
    }
    return counts;
  }

  /** Arms expected less than ten times are pooled, with one more so that none expects nothing. */
  static double chiSquare(double[] pmf, int[] counts, int draws) {
    double sum = 0;
    double rareExpected = 0;
    double rareCount = 0;
    for (int i = 0; i < pmf.length; i++) {
      double expected = pmf[i] * draws;
      if (expected < 10) {
        rareExpected += expected;
        rareCount += counts[i];
      } else {
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
    }
    double pooled = Math.max(1, rareExpected);
    return sum + (rareCount - rareExpected) * (rareCount - rareExpected) / pooled;
  }

  private static double variation(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs(p[i] - q[i]);
    }
    return sum / 2;
  }

  /** ∫ φ(t − lead) Φ(t)ⁿ dt by Simpson's rule. */
  private static double[] winnerAgainstEqualOthers(double lead, int others) {
    double step = 0.005;
    double sum = 0;
    for (int i = 0; i <= 3200; i++) {
      double t = -8 + lead + i * step;
      double weight = i == 0 || i == 3200 ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * ExactPmf.density(t - lead) * StrictMath.pow(ExactPmf.distribution(t), others);
    }
    return new double[] {sum * step / 3};
  }
}

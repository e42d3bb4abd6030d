package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BetaThompsonTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void twoArms_haveTheClosedForm() {
    for (int i = 0; i < 300; i++) {
      int[] pulls = {pulls(), pulls()};
      int[] hits = {random.nextInt(pulls[0] + 1), random.nextInt(pulls[1] + 1)};
      double expected = firstWins(pulls, hits);
      assertEquals(
          expected,
          pmf(pulls, hits)[0],
          5e-5,
          () -> Arrays.toString(pulls) + Arrays.toString(hits));
    }
  }

  @Test
  void rareSuccesses_amongAMillionPulls_haveTheClosedForm() {
    int[] pulls = {1_000_000, 990_000};
    for (int hits = 2_900; hits <= 3_100; hits += 50) {
      int[] successes = {3_000, hits};
      assertEquals(firstWins(pulls, successes), pmf(pulls, successes)[0], 5e-5);
    }
  }

  @Test
  void aNewArmBesideAnOldOne_hasTheClosedForm() {
    int[] pulls = {1_000_000, 0};
    int[] hits = {3_000, 0};
    assertEquals(firstWins(pulls, hits), pmf(pulls, hits)[0], 5e-5);
  }

  /**
   * A χ² statistic of 400,000 joint draws against the pmf; with 9 degrees of freedom it exceeds 50 with
   * probability below 10⁻⁷, so all 6 together raise a false alarm once in 10⁶ seeds.
   */
  @Test
  void pmf_agreesWithMonteCarloCounts() {
    for (int i = 0; i < 6; i++) {
      int[] pulls = random.ints(10, 1, 60).toArray();
      int[] hits = Arrays.stream(pulls).map(n -> random.nextInt(n / 2 + 1)).toArray();
      double[] pmf = pmf(pulls, hits);
      int draws = 400_000;
      int[] counts = new int[10];
      for (int draw = 0; draw < draws; draw++) {
        counts[winner(pulls, hits)]++;
      }
      assertTrue(LinearThompsonTest.chiSquare(pmf, counts, draws) < 50);
    }
  }

  @Test
  void identicalArms_shareEvenly_alsoAThousand() {
    for (int arms : new int[] {1, 2, 10, 1000}) {
      int[] pulls = new int[arms];
      Arrays.fill(pulls, 7);
      double[] pmf = pmf(pulls, new int[arms]);
      for (double p : pmf) {
        assertEquals(pmf[0], p);
        assertEquals(1.0 / arms, p, 1e-12);
      }
    }
  }

  @Test
  void bounds_scaleTheRewards() {
    Estimates estimates = estimates(new double[] {10, 20}, new double[] {0.3, 0.4});
    double[] plain = new double[2];
    new BetaThompson(0, 1).probabilities(estimates, plain);
    estimates = estimates(new double[] {10, 20}, new double[] {-35 + 0.3 * 40, -35 + 0.4 * 40});
    double[] scaled = new double[2];
    new BetaThompson(-35, 5).probabilities(estimates, scaled);
    assertArrayEquals(plain, scaled, 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new BetaThompson(1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new BetaThompson(0, Double.POSITIVE_INFINITY));
  }

  private int pulls() {
    return (int) StrictMath.exp(random.nextDouble() * 7.6) - 1;
  }

  static Estimates estimates(double[] pulls, double[] mean) {
    Estimates estimates = new Estimates();
    estimates.resize(pulls.length);
    for (int i = 0; i < pulls.length; i++) {
      estimates.setPulls(i, pulls[i], mean[i]);
    }
    return estimates;
  }

  private static double[] pmf(int[] pulls, int[] hits) {
    double[] mean = new double[pulls.length];
    Arrays.setAll(mean, i -> pulls[i] == 0 ? 0 : (double) hits[i] / pulls[i]);
    double[] pmf = new double[pulls.length];
    new BetaThompson(0, 1)
        .probabilities(estimates(Arrays.stream(pulls).asDoubleStream().toArray(), mean), pmf);
    assertEquals(1.0, Arrays.stream(pmf).sum(), 1e-9);
    return pmf;
  }

  /** Σ B(a + i, b + d) / ((d + i)·B(1 + i, d)·B(a, b)) for i below c: that Beta(c, d) wins over Beta(a, b). */
  private static double firstWins(int[] pulls, int[] hits) {
    int c = 1 + hits[0];
    int d = 1 + pulls[0] - hits[0];
    int a = 1 + hits[1];
    int b = 1 + pulls[1] - hits[1];
    double sum = 0;
    for (int i = 0; i < c; i++) {
      sum +=
          StrictMath.exp(
              logBeta(a + i, b + d) - StrictMath.log(d + i) - logBeta(1 + i, d) - logBeta(a, b));
    }
    return sum;
  }

  private static double logBeta(int a, int b) {
    return LogFactorials.of(a - 1) + LogFactorials.of(b - 1) - LogFactorials.of(a + b - 1);
  }

  private int winner(int[] pulls, int[] hits) {
    int best = 0;
    double most = -1;
    for (int i = 0; i < pulls.length; i++) {
      double one = gamma(1 + hits[i]);
      double rate = one / (one + gamma(1 + pulls[i] - hits[i]));
      best = rate > most ? i : best;
      most = Math.max(most, rate);
    }
    return best;
  }

  /** A gamma variate of an integer shape: a sum of exponential ones. */
  private double gamma(int shape) {
    double product = 1;
    double sum = 0;
    for (int i = 0; i < shape; i++) {
      product *= 1 - random.nextDouble();
      if (product < 1e-200) {
        sum -= StrictMath.log(product);
        product = 1;
      }
    }
    return sum - StrictMath.log(product);
  }

  /** ln n!, exactly added up. */
  private static final class LogFactorials {
    private static final double[] TABLE = new double[2_100_000];

    static {
      for (int i = 2; i < TABLE.length; i++) {
        TABLE[i] = TABLE[i - 1] + StrictMath.log(i);
      }
    }

    static double of(int n) {
      return TABLE[n];
    }
  }
}

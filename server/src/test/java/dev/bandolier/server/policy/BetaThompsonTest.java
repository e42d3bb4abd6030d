package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
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

  /** Of 2 to 20 arms; the reference's own error is below 2e-6. */
  @Test
  void pmf_ofAnyCounts_isRightToOneInTenThousand() {
    for (int arms : new int[] {2, 3, 5, 10, 20}) {
      for (int i = 0; i < 60; i++) {
        assertAgrees(counts(arms), 150);
      }
    }
  }

  /** The same of 1,000, and of 2 to 100 in a thousand cases. */
  @Test
  @Tag("long")
  void pmf_ofManyCounts_isRightToOneInTenThousand() {
    for (int i = 0; i < 3; i++) {
      assertAgrees(alike(1000), 16);
    }
    for (int arms : new int[] {2, 3, 5, 10, 20, 50, 100}) {
      for (int i = 0; i < 1000 / arms; i++) {
        assertAgrees(counts(arms), 150);
      }
    }
  }

  private static void assertAgrees(double[][] counts, int points) {
    double[] pulls = counts[0];
    double[] mean = counts[1];
    double[] alpha = new double[pulls.length];
    double[] beta = new double[pulls.length];
    Arrays.setAll(alpha, i -> 1.0 + pulls[i] * mean[i]);
    Arrays.setAll(beta, i -> 2.0 + pulls[i] - alpha[i]);
    double[] expected = BetaReference.largest(alpha, beta, points);
    double[] pmf = new double[pulls.length];
    new BetaThompson(0, 1).probabilities(estimates(pulls, mean), pmf);
    double off = 0.0;
    for (int i = 0; i < pmf.length; i++) {
      off += 0.5 * Math.abs(pmf[i] - expected[i]);
    }
    assertTrue(off < 1e-4, off + " of " + pulls.length + " arms, pulls " + pulls[0]);
  }

  /** From no pull to 10⁷, at rates about 0.3 %, about anything, and about 0 and 1; pulls and means. */
  private double[][] counts(int arms) {
    double most = 16.1 * random.nextDouble();
    double spread = random.nextInt(3) * 3.0;
    double[][] counts = alike(arms);
    for (int i = 0; i < arms; i++) {
      double pulls = Math.rint(StrictMath.exp(most - spread * random.nextDouble()));
      counts[0][i] = random.nextInt(8) == 0 ? random.nextInt(4) : pulls;
      double deviation = random.nextGaussian() * Math.sqrt(0.25 / (1.0 + counts[0][i]));
      double rate = counts[1][i] + deviation * 2.0 * Math.sqrt(counts[1][i] * (1.0 - counts[1][i]));
      double hits = Math.rint(counts[0][i] * Math.min(1.0, Math.max(0.0, rate)));
      counts[1][i] = counts[0][i] == 0.0 ? 0.0 : hits / counts[0][i];
    }
    return counts;
  }

  private double[][] alike(int arms) {
    double[] rates = {0.003, random.nextDouble(), 1e-4 * random.nextDouble(), 0.9995};
    double rate = rates[random.nextInt(rates.length)];
    double[][] counts = new double[2][arms];
    for (int i = 0; i < arms; i++) {
      counts[0][i] = 10_000.0 + random.nextInt(20_000);
      counts[1][i] = rate;
    }
    return counts;
  }

  @Test
  void exponentialAndLogarithm_areThoseOfStrictMath() {
    for (int i = 0; i < 100_000; i++) {
      double y = -700.0 + 710.0 * random.nextDouble();
      assertEquals(1.0, ExpTable.exp(y) / StrictMath.exp(y), 1e-13);
      double x = StrictMath.exp(-40.0 + 60.0 * random.nextDouble());
      double log = StrictMath.log(x);
      assertEquals(log, ExpTable.log(x), 4e-16 * Math.max(1.0, Math.abs(log)));
      double near = 1.0 - 0.01 * random.nextDouble();
      assertEquals(StrictMath.log(near), ExpTable.log(near), 4e-16);
    }
    assertEquals(ExpTable.exp(-700.0), ExpTable.exp(-1e9));
  }

  @Test
  void stirlingsRemainder_isWhatFactorialsLeave() {
    for (int z = 1; z < 100; z++) {
      double logGamma = LogFactorials.of(z - 1);
      double stirling = (z - 0.5) * StrictMath.log(z) - z + 0.5 * StrictMath.log(2 * Math.PI);
      assertEquals(logGamma - stirling, RunningBetas.stirling(z), z == 1 ? 1e-6 : 1e-8);
    }
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

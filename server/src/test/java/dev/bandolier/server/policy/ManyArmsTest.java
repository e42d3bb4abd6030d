package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ManyArmsTest {
  private static final int[] SIZES = {64, 65, 200, 700};

  private final SplittableRandom random = new SplittableRandom(17);
  private final Policy policy = new LinearThompson(1);

  @Test
  void armsOfOneWidth_areRightTo1e4InTotalVariation() {
    for (int arms : SIZES) {
      double[] width = new double[arms];
      Arrays.fill(width, 1);
      assertRight(normals(arms, 0.1), width);
      assertRight(normals(arms, 1), width);
    }
  }

  @Test
  void armsOfMixedWidths_areRightTo1e4InTotalVariation() {
    for (int arms : SIZES) {
      assertRight(normals(arms, 1), random.doubles(arms, 0.5, 1.5).toArray());
      assertRight(normals(arms, 0.3), random.doubles(arms, 0.1, 1).toArray());
    }
  }

  @Test
  void aFewNarrowArms_amongWideOnes_areRightTo1e4InTotalVariation() {
    for (int arms : SIZES) {
      for (int narrow = 1; narrow < 4; narrow++) {
        double[] mean = normals(arms, 0.1);
        double[] width = new double[arms];
        Arrays.fill(width, 1);
        for (int i = 0; i < narrow; i++) {
          mean[i] = random.nextDouble(1, 4);
          width[i] = 0.1;
        }
        assertRight(mean, width);
      }
    }
  }

  @Test
  void aFewWideArms_amongNarrowOnes_areRightTo1e4InTotalVariation() {
    for (int arms : SIZES) {
      double[] width = new double[arms];
      Arrays.fill(width, 0.1);
      Arrays.fill(width, 0, 5, 1);
      assertRight(normals(arms, 0.2), width);
    }
  }

  /** At a node where both count, narrow arms have nearly risen and wide ones have not. */
  @Test
  void narrowArmsThatRiseBelowWideOnes_areRightTo1e4InTotalVariation() {
    for (int narrow = 20; narrow <= 320; narrow *= 2) {
      for (double wide = 0.5; wide < 4; wide += 0.5) {
        double[] mean = new double[narrow + 60];
        double[] width = new double[narrow + 60];
        Arrays.fill(width, 0.03);
        Arrays.fill(width, 0, 60, 1);
        Arrays.fill(mean, 60, mean.length, wide);
        assertRight(mean, width);
      }
    }
  }

  @Test
  void identicalArms_amongOthers_getTheSameProbabilities_toTheLastBit() {
    double[] mean = normals(300, 0.5);
    double[] width = random.doubles(300, 0.1, 1).toArray();
    for (int i = 0; i < 150; i++) {
      mean[299 - i] = mean[i];
      width[299 - i] = width[i];
    }
    double[] pmf = LinearThompsonTest.pmf(policy, mean, width);
    for (int i = 0; i < 150; i++) {
      assertEquals(pmf[i], pmf[299 - i]);
    }
  }

  @Test
  void widthsSevenOrdersApart_end_andSumToOne() {
    for (int i = 0; i < 200; i++) {
      int arms = 64 + random.nextInt(200);
      double[] width = new double[arms];
      Arrays.setAll(width, a -> StrictMath.pow(10, -8 * random.nextDouble()));
      double[] mean = normals(arms, StrictMath.pow(10, -6 * random.nextDouble()));
      double[] pmf = LinearThompsonTest.pmf(policy, mean, width);
      assertEquals(1, Arrays.stream(pmf).sum(), 1e-12);
    }
  }

  private void assertRight(double[] mean, double[] width) {
    double[] right = fine(mean, width);
    double[] pmf = LinearThompsonTest.pmf(policy, mean, width);
    double sum = 0;
    for (int i = 0; i < pmf.length; i++) {
      sum += Math.abs(pmf[i] - right[i]);
    }
    assertTrue(sum / 2 < 1e-4, () -> "" + mean.length);
  }

  /** ∫ φₐ ∏ Φ_b by the trapezoidal rule at a sixth of the narrowest width, where it converges exponentially. */
  private static double[] fine(double[] mean, double[] width) {
    double step = Arrays.stream(width).min().orElseThrow() / 6;
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < mean.length; a++) {
      low = Math.max(low, mean[a] - 6 * width[a]);
      high = Math.max(high, mean[a] + 7 * width[a]);
    }
    double[] pmf = new double[mean.length];
    for (double t = low; t < high; t += step) {
      addNode(mean, width, t, pmf);
    }
    double total = Arrays.stream(pmf).sum();
    return Arrays.stream(pmf).map(p -> p / total).toArray();
  }

  private static void addNode(double[] mean, double[] width, double t, double[] pmf) {
    double[] hazard = new double[mean.length];
    double below = 1;
    for (int a = 0; a < mean.length && below > 1e-12; a++) {
      double u = (t - mean[a]) / width[a];
      double distribution = ExactPmf.distribution(u);
      below *= distribution;
      hazard[a] = ExactPmf.density(u) / distribution / width[a];
    }
    for (int a = 0; a < mean.length && below > 1e-12; a++) {
      pmf[a] += below * hazard[a];
    }
  }

  private double[] normals(int arms, double spread) {
    return DoubleStream.generate(() -> spread * random.nextGaussian()).limit(arms).toArray();
  }
}

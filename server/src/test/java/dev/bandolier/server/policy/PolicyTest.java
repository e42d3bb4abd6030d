package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PolicyTest {
  @Test
  void linUcb_choosesTheLargestBound_andSplitsExactTies() {
    double[] mean = {1, 2, 0, 2};
    double[] width = {1.5, 0.5, 0.1, 0.5};
    assertArrayEquals(
        new double[] {0, 0.5, 0, 0.5}, LinearThompsonTest.pmf(new LinUcb(0), mean, width));
    double third = 1.0 / 3;
    assertArrayEquals(
        new double[] {third, third, 0, third}, LinearThompsonTest.pmf(new LinUcb(1), mean, width));
    assertArrayEquals(
        new double[] {1, 0, 0, 0}, LinearThompsonTest.pmf(new LinUcb(2), mean, width));
  }

  @Test
  void uniform_ignoresWhatIsBelieved() {
    double quarter = 0.25;
    assertArrayEquals(
        new double[] {quarter, quarter, quarter, quarter},
        LinearThompsonTest.pmf(
            new UniformPolicy(), new double[] {1, 2, 0, 2}, new double[] {1, 0, 0, 9}));
  }

  @Test
  void greedy_takesTheLargestMean_andEpsilonSpreads() {
    double[] mean = {1, 2, 0, 2};
    assertArrayEquals(
        new double[] {0, 0.5, 0, 0.5},
        LinearThompsonTest.pmf(new EpsilonGreedy(0), mean, new double[4]));
    assertArrayEquals(
        new double[] {0.05, 0.45, 0.05, 0.45},
        LinearThompsonTest.pmf(new EpsilonGreedy(0.2), mean, new double[4]),
        1e-15);
    assertThrows(IllegalArgumentException.class, () -> new EpsilonGreedy(1.5));
  }

  @Test
  void squareCb_weighsByTheInverseGap() {
    Estimates estimates = means(1, 3, 2.5);
    estimates.setSlot(100, 0.5);
    double[] pmf = new double[3];
    new SquareCb(1, -10, 10).probabilities(estimates, pmf);
    double gamma = Math.sqrt(100) / 0.5;
    double first = 1 / (3 + gamma * 2);
    double third = 1 / (3 + gamma * 0.5);
    assertArrayEquals(new double[] {first, 1 - first - third, third}, pmf, 1e-15);
  }

  @Test
  void squareCb_clampsToTheBounds_andNeverGivesLessThanNothing() {
    Estimates estimates = means(7, 9, -4, -5);
    estimates.setSlot(1e12, 1e-3);
    double[] pmf = new double[4];
    new SquareCb(5, 0, 1).probabilities(estimates, pmf);
    assertEquals(pmf[0], pmf[1]);
    assertEquals(pmf[2], pmf[3]);
    assertTrue(pmf[2] > 0 && pmf[0] > 0.49);
    assertEquals(1, pmf[0] + pmf[1] + pmf[2] + pmf[3], 1e-15);
  }

  @Test
  void squareCb_beforeAnyReward_orWithoutNoise_isDefined() {
    double[] pmf = new double[3];
    Estimates nothing = means(0, 0, 0);
    nothing.setSlot(0, 0);
    new SquareCb(1, 0, 1).probabilities(nothing, pmf);
    assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, pmf, 1e-15);
    Estimates constant = means(1, 0.5, 0.25);
    constant.setSlot(10, 0);
    new SquareCb(1, 0, 1).probabilities(constant, pmf);
    assertArrayEquals(new double[] {1, 0, 0}, pmf);
  }

  @Test
  void squareCb_withoutNoise_andNothingToWeighItBy_isUniform() {
    double[] third = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    double[] pmf = new double[3];
    Estimates takenBack = means(1e-17, 0, -1e-17);
    takenBack.setSlot(-1e-17, 0);
    new SquareCb(1, 0, 1).probabilities(takenBack, pmf);
    assertArrayEquals(third, pmf, 1e-15);
    Estimates constant = means(1, 0.5, 0.25);
    constant.setSlot(10, 0);
    new SquareCb(0, 0, 1).probabilities(constant, pmf);
    assertArrayEquals(third, pmf, 1e-15);
  }

  @Test
  void ucb1_pullsNewArmsFirst_thenTheLargestBound() {
    double[] pmf = new double[3];
    new Ucb1(1, 0, 1)
        .probabilities(
            BetaThompsonTest.estimates(new double[] {0, 5, 0}, new double[] {0, 1, 0}), pmf);
    assertArrayEquals(new double[] {0.5, 0, 0.5}, pmf);
    double[] pulls = {10, 1000, 50};
    double[] mean = {0.1, 0.6, 0.5};
    new Ucb1(1, 0, 1).probabilities(BetaThompsonTest.estimates(pulls, mean), pmf);
    assertArrayEquals(new double[] {1, 0, 0}, pmf);
    new Ucb1(0.1, 0, 1).probabilities(BetaThompsonTest.estimates(pulls, mean), pmf);
    assertArrayEquals(new double[] {0, 1, 0}, pmf);
  }

  private static Estimates means(double... mean) {
    Estimates estimates = new Estimates();
    estimates.resize(mean.length);
    for (int i = 0; i < mean.length; i++) {
      estimates.set(i, mean[i], 1);
    }
    return estimates;
  }
}

package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
}

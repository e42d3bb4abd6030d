package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArmPosteriorTest {
  private static final int PAYLOAD = 5;

  private final SplittableRandom random = new SplittableRandom(20);
  private final Workspace work = new Workspace();

  @Test
  void observe_manyRewards_equalsAFreshSolve() {
    for (int d : new int[] {1, 2, 7, 36, 61}) {
      Memory memory = arm(d, 0.7);
      PlainRegression plain = new PlainRegression(d, 0.7);
      for (int i = 0; i < 300; i++) {
        SparseVector x = randomVector(d);
        double weight = random.nextDouble(0.2, 2);
        double reward = random.nextDouble(-3, 5);
        ArmPosterior.observe(memory, PAYLOAD, x, reward, weight, work);
        plain.add(x, reward, weight);
      }
      assertSame(plain, memory, d, 1e-9);
    }
  }

  @Test
  void forget_whateverWasObserved_leavesWhatAFreshSolveOfTheRestGives() {
    int d = 12;
    Memory memory = arm(d, 1);
    PlainRegression plain = new PlainRegression(d, 1);
    List<SparseVector> seen = new ArrayList<>();
    List<Double> rewards = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      seen.add(randomVector(d));
      rewards.add(random.nextDouble(-1, 1));
      ArmPosterior.observe(memory, PAYLOAD, seen.get(i), rewards.get(i), 1, work);
      plain.add(seen.get(i), rewards.get(i), 1);
    }
    for (int i = 199; i >= 3; i -= random.nextInt(1, 3)) {
      ArmPosterior.forget(memory, PAYLOAD, seen.get(i), rewards.get(i), 1, work);
      plain.remove(i);
    }
    assertSame(plain, memory, d, 1e-9);
  }

  @Test
  void forget_theOnlyObservationInADirectionWithAWeakPrior_fallsBackToARefresh() {
    int d = 4;
    Memory memory = arm(d, 1e-7);
    SparseVector x = vector(2, 1.0);
    ArmPosterior.observe(memory, PAYLOAD, vector(1, 0.5), 2, 1, work);
    PlainRegression plain = new PlainRegression(d, 1e-7);
    plain.add(vector(1, 0.5), 2, 1);
    ArmPosterior.observe(memory, PAYLOAD, x, 3, 1, work);
    ArmPosterior.forget(memory, PAYLOAD, x, 3, 1, work);
    assertSame(plain, memory, d, 1e-6);
  }

  @Test
  void adjust_aReward_equalsHavingObservedTheNewOne() {
    int d = 9;
    Memory adjusted = arm(d, 1);
    PlainRegression plain = new PlainRegression(d, 1);
    for (int i = 0; i < 300; i++) {
      SparseVector x = randomVector(d);
      double weight = random.nextDouble(0.2, 1);
      double reward = random.nextInt(3);
      ArmPosterior.observe(adjusted, PAYLOAD, x, 0, weight, work);
      ArmPosterior.adjust(adjusted, PAYLOAD, x, 0, reward, weight, work);
      plain.add(x, reward, weight);
    }
    assertSame(plain, adjusted, d, 1e-9);
  }

  @Test
  void decay_mixedWithRewards_equalsAFreshSolveOfTheWeightedRewards() {
    int d = 8;
    Memory memory = arm(d, 0.5);
    PlainRegression plain = new PlainRegression(d, 0.5);
    for (int i = 0; i < 200; i++) {
      SparseVector x = randomVector(d);
      double reward = random.nextDouble(-3, 5);
      ArmPosterior.observe(memory, PAYLOAD, x, reward, 1, work);
      plain.add(x, reward, 1);
      if (i % 7 == 0) {
        ArmPosterior.decay(memory, PAYLOAD, 0.9, work);
        plain.decay(0.9);
      }
    }
    assertSame(plain, memory, d, 1e-9);
  }

  @Test
  void decay_withoutNewRewards_endsAtThePrior() {
    int d = 5;
    Memory memory = arm(d, 2);
    for (int i = 0; i < 50; i++) {
      ArmPosterior.observe(memory, PAYLOAD, randomVector(d), 1000, 1, work);
    }
    for (int i = 0; i < 400; i++) {
      ArmPosterior.decay(memory, PAYLOAD, 0.9, work);
    }
    assertSame(new PlainRegression(d, 2), memory, d, 1e-9);
  }

  @Test
  void extend_inTheMiddle_equalsTheLargerDimensionFromTheStart() {
    Memory small = arm(6, 0.7);
    PlainRegression plain = new PlainRegression(10, 0.7);
    for (int i = 0; i < 50; i++) {
      SparseVector x = randomVector(6);
      ArmPosterior.observe(small, PAYLOAD, x, i % 3, 1, work);
      plain.add(x, i % 3, 1);
    }
    Memory large = Memory.allocate(ArmLayout.words(10) + PAYLOAD);
    ArmPosterior.extend(small, PAYLOAD, large, PAYLOAD, 10);
    assertSame(plain, large, 10, 1e-10);
    for (int i = 0; i < 50; i++) {
      SparseVector x = randomVector(10);
      ArmPosterior.observe(large, PAYLOAD, x, i % 3, 1, work);
      plain.add(x, i % 3, 1);
    }
    assertSame(plain, large, 10, 1e-10);
  }

  @Test
  void refresh_afterManyUpdates_findsLittleDriftAtTheSameCountAlways() {
    int d = 20;
    Memory memory = arm(d, 1);
    for (int i = 0; i < ArmPosterior.refreshInterval(d) - 1; i++) {
      ArmPosterior.observe(memory, PAYLOAD, randomVector(d), 1, 1, work);
    }
    assertEquals(0.0, ArmPosterior.drift(memory, PAYLOAD));
    ArmPosterior.observe(memory, PAYLOAD, randomVector(d), 1, 1, work);
    double drift = ArmPosterior.drift(memory, PAYLOAD);
    assertTrue(drift > 0 && drift < 1e-11, "drift " + drift);
  }

  @Test
  void refresh_ofADamagedInverse_restoresItAndReportsTheDrift() {
    int d = 6;
    Memory memory = arm(d, 1);
    PlainRegression plain = new PlainRegression(d, 1);
    for (int i = 0; i < 60; i++) {
      SparseVector x = randomVector(d);
      ArmPosterior.observe(memory, PAYLOAD, x, 2, 1, work);
      plain.add(x, 2, 1);
    }
    memory.addDouble(ArmLayout.inverse(PAYLOAD, d) + 3, 0.01);
    ArmPosterior.refresh(memory, PAYLOAD, work);
    assertSame(plain, memory, d, 1e-10);
    assertTrue(ArmPosterior.drift(memory, PAYLOAD) > 1e-3);
  }

  @Test
  void observe_aVectorBeyondTheDimension_isRefused() {
    Memory memory = arm(3, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> ArmPosterior.observe(memory, PAYLOAD, vector(3, 1.0), 1, 1, work));
  }

  @Test
  void largestDimension_isTheLargestWhoseWordsFit() {
    for (int words = 0; words < 5000; words++) {
      int d = ArmLayout.largestDimension(words);
      assertTrue(d == 0 || ArmLayout.words(d) <= words);
      assertTrue(ArmLayout.words(d + 1) > words);
    }
  }

  static SparseVector vector(int index, double value) {
    SparseVector x = new SparseVector(2);
    x.add(index, value);
    return x;
  }

  private Memory arm(int d, double prior) {
    Memory memory = Memory.allocate(ArmLayout.words(d) + PAYLOAD);
    ArmPosterior.initialise(memory, PAYLOAD, d, prior);
    return memory;
  }

  private SparseVector randomVector(int d) {
    SparseVector x = new SparseVector(4);
    for (int i = 1; i < d; i++) {
      if (random.nextInt(3) == 0) {
        x.add(i, random.nextBoolean() ? 1 : random.nextDouble(-1, 1));
      }
    }
    return x;
  }

  private void assertSame(PlainRegression plain, Memory memory, int d, double tolerance) {
    double[] theta = plain.coefficients(0);
    double[] actual = new double[d];
    memory.getDoubles(ArmLayout.theta(PAYLOAD), actual, 0, d);
    double size = 1;
    for (double value : theta) {
      size = Math.max(size, Math.abs(value));
    }
    assertArrayEquals(theta, actual, tolerance * size);
    double loss = plain.penalisedLoss(0);
    assertEquals(loss, ArmPosterior.loss(memory, PAYLOAD), tolerance * Math.max(1, loss));
    double[] mean = new double[1];
    double[] variance = new double[1];
    ArmScore score = new ArmScore();
    for (int i = 0; i < 10; i++) {
      SparseVector x = randomVector(d);
      score.prepare(x, d);
      assertTrue(score.score(memory, PAYLOAD, memory.words() - PAYLOAD, 1.5, mean, variance, 0));
      double expected = PlainRegression.dot(plain.dense(x), plain.coefficients(1.5));
      assertEquals(expected, mean[0], tolerance * d * size);
      assertEquals(plain.variance(x), variance[0], tolerance * Math.max(1, plain.variance(x)));
    }
  }
}

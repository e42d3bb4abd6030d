package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A million steps of learning and forgetting, with a feature that occurred once, and an arm that was shown once: everything stays
 * positive definite, consistent, and bounded. Fixed seeds; what is estimated is off by six standard deviations at most, which chance
 * exceeds in fewer than one of 10⁷ coefficients.
 */
final class MillionStepsTest {
  private static final int STEPS = 1_000_000;
  private static final int FADES_EVERY = 100;
  private static final double KEEP = 0.99;
  private static final int D = 5;

  /** What never occurs after the first step. */
  private static final int ONCE = D - 1;

  private static final double PRIOR = 0.5;
  private static final double[] TRUTH = {0.3, 0.2, -0.1, 0.4, 0};

  private final SplittableRandom random = new SplittableRandom(61);
  private final Workspace work = new Workspace();
  private final SparseVector x = new SparseVector(D);
  private final Memory shown = arm();
  private final Memory idle = arm();
  private final Memory register = Memory.allocate(SlotRegister.WORDS);

  private static Memory arm() {
    Memory memory = Memory.allocate(ArmLayout.words(D));
    ArmPosterior.initialise(memory, 0, D, PRIOR);
    return memory;
  }

  @Test
  void linearArms_andTheirSlotsSums_stayWhatTheyAreOfTheRewardsThatAreLeft() {
    begin();
    for (int i = 0; i < STEPS; i++) {
      next(i);
      double reward = 1000 + 10 * (dot() + noise());
      SlotRegister.takeOut(register, 0, shown, 0);
      ArmPosterior.observe(shown, 0, x, reward, 1, work);
      if (i == 0) {
        SlotRegister.takeOut(register, 0, idle, 0);
        ArmPosterior.observe(idle, 0, x, 1e6, 1, work);
        SlotRegister.add(register, 0, idle, 0);
      }
      SlotRegister.add(register, 0, shown, 0);
      fade(i);
    }
    assertSound(shown);
    assertSound(idle);
    double mean = SlotRegister.mean(register, 0);
    for (int i = 0; i < D; i++) {
      double truth = 10 * TRUTH[i] + (i == 0 ? 1000 : 0);
      double estimate =
          ArmPosterior.coefficient(shown, 0, i)
              + PRIOR * mean * ArmPosterior.covariance(shown, 0, i, 0);
      double deviation = 10 * Math.sqrt(ArmPosterior.covariance(shown, 0, i, i));
      assertEquals(truth, estimate, 6 * deviation, "coefficient " + i);
    }
    assertAtPrior(idle);
    assertRegisterFits(10 * 0.5);
  }

  /** Clicks, and of another arm never one: its logit sinks, but not without end. */
  @Test
  void logisticArms_andTheirSlotsSums_stayBounded_alsoWithoutAClick() {
    begin();
    for (int i = 0; i < STEPS; i++) {
      next(i);
      boolean clicks = random.nextDouble() < LogisticPosterior.chance(dot() - 1);
      observeLogit(shown, clicks || i == 0 ? 1 : 0);
      if (i % 10 == 0) {
        observeLogit(idle, 0);
      }
      fade(i);
    }
    assertSound(shown);
    assertSound(idle);
    for (int i = 0; i < D; i++) {
      double truth = TRUTH[i] - (i == 0 ? 1 : 0);
      double deviation = Math.sqrt(ArmPosterior.covariance(shown, 0, i, i));
      assertEquals(truth, logit(shown, i), 6 * deviation, "coefficient " + i);
      assertTrue(Math.abs(logit(idle, i)) < 12, "logit " + logit(idle, i));
    }
    assertTrue(logit(idle, 0) < -4, "logit without a click " + logit(idle, 0));
    double rate = SlotRegister.mean(register, 0);
    assertRegisterFits(Math.sqrt(rate * (1 - rate)));
  }

  private void begin() {
    SlotRegister.initialise(register, 0);
    SlotRegister.add(register, 0, shown, 0);
    SlotRegister.add(register, 0, idle, 0);
  }

  private void next(int step) {
    x.clear();
    x.add(1, (step & 3) * 0.25);
    x.add(2 + random.nextInt(2), 1);
    if (step == 0) {
      x.add(ONCE, 1);
    }
  }

  private double dot() {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += TRUTH[x.index(i)] * x.value(i);
    }
    return sum;
  }

  /** Of variance ¼. */
  private double noise() {
    return random.nextBoolean() ? 0.5 : -0.5;
  }

  private void observeLogit(Memory arm, double reward) {
    double prior = priorLogit();
    SlotRegister.takeOut(register, 0, arm, 0);
    float at = LogisticPosterior.expand(arm, 0, x, reward, prior, 1, work);
    LogisticPosterior.observe(arm, 0, x, reward, at, 1, work);
    SlotRegister.add(register, 0, arm, 0);
  }

  private double priorLogit() {
    return LogisticPosterior.logit(
        SlotRegister.weight(register, 0), SlotRegister.mean(register, 0));
  }

  private double logit(Memory arm, int i) {
    return ArmPosterior.coefficient(arm, 0, i)
        + PRIOR * priorLogit() * ArmPosterior.covariance(arm, 0, i, 0);
  }

  private void fade(int step) {
    if (step % FADES_EVERY == 0) {
      for (Memory arm : new Memory[] {shown, idle}) {
        SlotRegister.takeOut(register, 0, arm, 0);
        ArmPosterior.decay(arm, 0, KEEP, work);
        SlotRegister.add(register, 0, arm, 0);
      }
    }
  }

  /** A and its inverse are positive definite, are each other's inverse, and the feature that occurred once is forgotten. */
  private static void assertSound(Memory arm) {
    double[][] precision = new double[D][D];
    double[][] covariance = new double[D][D];
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        int entry = ArmLayout.triangle(Math.max(i, j)) + Math.min(i, j);
        precision[i][j] = arm.getDouble(ArmLayout.precision(0, D) + entry);
        covariance[i][j] = ArmPosterior.covariance(arm, 0, i, j);
      }
    }
    assertPositiveDefinite(precision);
    assertPositiveDefinite(covariance);
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        double product = 0;
        for (int k = 0; k < D; k++) {
          product += precision[i][k] * covariance[k][j];
        }
        assertEquals(i == j ? 1 : 0, product, 1e-9, "A times its inverse at " + i + ", " + j);
      }
    }
    assertEquals(1 / PRIOR, covariance[ONCE][ONCE], 1e-9);
    assertEquals(0, ArmPosterior.coefficient(arm, 0, ONCE), 1e-9);
    double weight = ArmPosterior.weight(arm, 0);
    assertTrue(weight >= 0 && weight < FADES_EVERY / (1 - KEEP) + FADES_EVERY, "weight " + weight);
    assertTrue(ArmPosterior.loss(arm, 0) >= 0, "loss " + ArmPosterior.loss(arm, 0));
  }

  /** By Cholesky: every pivot is above what rounding makes of 0. */
  private static void assertPositiveDefinite(double[][] matrix) {
    double[][] factor = new double[D][D];
    for (int j = 0; j < D; j++) {
      for (int i = j; i < D; i++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i == j) {
          assertTrue(sum > 1e-12 * matrix[j][j], "pivot " + j + " is " + sum);
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
    }
  }

  private static void assertAtPrior(Memory arm) {
    for (int i = 0; i < D; i++) {
      assertEquals(0, ArmPosterior.coefficient(arm, 0, i), 1e-9);
      assertEquals(1 / PRIOR, ArmPosterior.covariance(arm, 0, i, i), 1e-9);
    }
    assertEquals(0, ArmPosterior.weight(arm, 0), 1e-9);
  }

  /** The sums are those of the arms as they are, which a million increments have followed. */
  private void assertRegisterFits(double noise) {
    double mean = SlotRegister.mean(register, 0);
    double weight = SlotRegister.weight(register, 0);
    double measured = SlotRegister.noise(register, 0);
    assertEquals(noise, measured, 0.05 * noise);
    SlotRegister.recompute(register, 0, new Memory[] {shown, idle}, new int[2], 2);
    assertEquals(SlotRegister.mean(register, 0), mean, 1e-6 * Math.abs(mean));
    assertEquals(SlotRegister.weight(register, 0), weight, 1e-6 * weight);
    assertEquals(SlotRegister.noise(register, 0), measured, 1e-6 * measured);
  }
}

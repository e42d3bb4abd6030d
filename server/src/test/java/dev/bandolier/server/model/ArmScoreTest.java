package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArmScoreTest {
  private final ArmScore score = new ArmScore();
  private final double[] mean = new double[1];
  private final double[] variance = new double[1];

  @Test
  void score_ofAVectorBeyondTheArmsDimension_equalsThatOfTheExtendedArm() {
    Memory small = Memory.allocate(ArmLayout.words(4));
    ArmPosterior.initialise(small, 0, 4, 0.5);
    Workspace work = new Workspace();
    for (int i = 0; i < 20; i++) {
      ArmPosterior.observe(small, 0, ArmPosteriorTest.vector(1 + i % 3, 0.5), i, 1, work);
    }
    Memory large = Memory.allocate(ArmLayout.words(7));
    ArmPosterior.extend(small, 0, large, 0, 7);
    SparseVector x = ArmPosteriorTest.vector(2, 1.0);
    x.add(5, 0.25);
    assertTrue(score(small, 0, small.words(), x, 3));
    double smallMean = mean[0];
    double smallVariance = variance[0];
    assertTrue(score(large, 0, large.words(), x, 3));
    assertEquals(mean[0], smallMean, 1e-12);
    assertEquals(variance[0], smallVariance, 1e-12);
  }

  @Test
  void score_ofANewArm_isTheSlotsMeanWithThePriorsVariance() {
    Memory memory = Memory.allocate(ArmLayout.words(4));
    ArmPosterior.initialise(memory, 0, 4, 0.5);
    SparseVector x = ArmPosteriorTest.vector(2, 0.5);
    assertTrue(score(memory, 0, memory.words(), x, 1000));
    assertEquals(1000, mean[0]);
    assertEquals(2.5, variance[0]);
  }

  @Test
  void score_ofAnyGarbage_endsWithoutAnError() {
    SplittableRandom random = new SplittableRandom(1);
    Memory memory = Memory.allocate(ArmLayout.words(4));
    SparseVector x = ArmPosteriorTest.vector(3, 0.5);
    for (int i = 0; i < 10_000; i++) {
      for (int word = 0; word < memory.words(); word++) {
        memory.setLong(word, random.nextLong() >>> random.nextInt(64));
      }
      score(memory, 0, memory.words(), x, 1);
    }
    memory.setLong(0, 5);
    assertFalse(score(memory, 0, memory.words(), x, 1));
  }

  @Test
  void caution_whereTheContextExplainsEverything_isHalfTheRewardsDeviation() {
    Memory memory = learned(1, new double[] {-30, 10}, 4_000);
    assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 0));
    assertTrue(score.noise(0.01) < 1, "noise " + score.noise(0.01));
    assertEquals(10, score.caution(0.01), 0.02);
    assertEquals(25, score.caution(25), "the slot's noise where it is larger");
  }

  @Test
  void caution_whereTheContextExplainsLittle_isTheNoise() {
    Memory memory = learned(2, new double[] {-30, 10}, 4_000);
    assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 0));
    assertEquals(20, score.noise(5), 0.1);
    assertEquals(score.noise(5), score.caution(5), 0.03);
  }

  @Test
  void caution_ofRewardsFarFromZero_takesNoRoundingForASpread() {
    Memory memory = learned(1, new double[] {1e9, 1e9 + 1}, 4_000);
    assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 1e9));
    assertEquals(score.noise(0.01), score.caution(0.01), 0.01);
  }

  /** Where little weight is left, the rewards' distance from zero is no spread. */
  @Test
  void caution_ofForgottenRewardsFarFromZero_isTheNoise() {
    Memory memory = learned(2, new double[] {990, 1010}, 200);
    Workspace work = new Workspace();
    while (ArmPosterior.weight(memory, 0) > 0.01) {
      ArmPosterior.decay(memory, 0, 0.5, work);
      assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 1000));
      assertEquals(10, score.caution(10), 0.2, "weight " + ArmPosterior.weight(memory, 0));
    }
  }

  /** Of 10⁶ ± 0.1 rounding leaves some 10⁻⁴ in sums of squares, whatever weight is left. */
  @Test
  void caution_ofLargeRewardsTakenBackOrForgotten_isTheSlotsNoise() {
    Memory memory = learned(2, new double[] {1e6 - 0.1, 1e6 + 0.1}, 40);
    Workspace work = new Workspace();
    for (int halves = 0; halves < 60; halves++) {
      ArmPosterior.decay(memory, 0, 0.5, work);
      assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 1e6));
      assertEquals(0.1, score.caution(0.1), 0.02, "weight " + ArmPosterior.weight(memory, 0));
    }
    Memory blank = Memory.allocate(ArmLayout.words(4));
    ArmPosterior.initialise(blank, 0, 4, 1);
    for (int i = 0; i < 80; i++) {
      SparseVector x = ArmPosteriorTest.vector(1, 1 + 0.1 * (i % 40));
      double reward = 1e6 + 0.1 * (i % 2 == 0 ? -1 : 1);
      if (i < 40) {
        ArmPosterior.observe(blank, 0, x, reward, 1, work);
      } else {
        ArmPosterior.forget(blank, 0, x, reward, 1, work);
      }
    }
    assertTrue(score(blank, 0, blank.words(), ArmPosteriorTest.vector(1, 1), 1e6));
    assertEquals(0.1, score.caution(0.1), 0.02);
  }

  @Test
  void caution_ofFirstRewardsThatTheSlotsNoiseCannotMake_isTheirOwn() {
    Memory memory = learned(1, new double[] {-35, -35}, 2);
    assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 0));
    assertTrue(score.noise(0.2) < 10, "noise " + score.noise(0.2));
    assertEquals(own(2), score.caution(0.2), 0.01);
  }

  /** The slot's noise counts as ten observations where both say the same, and S = nσ̂² is its border. */
  @Test
  void caution_liesBetweenTheSlotsNoiseAndTheArmsOwn() {
    Memory memory = learned(2, new double[] {-30, 10}, 20);
    assertTrue(score(memory, 0, memory.words(), ArmPosteriorTest.vector(1, 1), 0));
    double own = own(20);
    for (double share = 0.01; share < 1; share += 0.01) {
      double caution = score.caution(share * own);
      assertTrue(caution > share * own && caution <= own, share + ": " + caution + " of " + own);
    }
    double slot = 0.98 * own;
    double counted = Math.sqrt((10 * slot * slot + 20 * own * own) / 30);
    assertEquals(counted, score.caution(slot), 1e-3 * own);
    assertEquals(own, score.caution(0.001 * own), 1e-5 * own);
    assertEquals(1.01 * own, score.caution(1.01 * own));
  }

  /** What the arm scored last says of its noise alone, after that many rewards: without any of the slot's, ν stand-ins are 0. */
  private double own(double count) {
    return score.noise(0) * Math.sqrt((10 + count) / count);
  }

  /** Rewards in turn, the context changing as often as they do, or every so many of them. */
  private static Memory learned(int stretch, double[] rewards, int count) {
    Memory memory = Memory.allocate(ArmLayout.words(4));
    ArmPosterior.initialise(memory, 0, 4, 1);
    Workspace work = new Workspace();
    for (int i = 0; i < count; i++) {
      SparseVector x = ArmPosteriorTest.vector(1 + i / stretch % 2, 1);
      ArmPosterior.observe(memory, 0, x, rewards[i % 2], 1, work);
    }
    return memory;
  }

  private boolean score(Memory memory, int payload, int words, SparseVector x, double priorMean) {
    score.prepare(x, 4);
    score.askMore(true);
    return score.score(memory, payload, words, priorMean, mean, variance, 0);
  }
}

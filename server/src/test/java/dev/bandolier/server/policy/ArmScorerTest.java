package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ArmScorerTest {
  private final ArmScorer scorer = new ArmScorer();
  private final Estimates estimates = new Estimates();
  private final SparseVector intercept = new SparseVector(1);

  @Test
  void score_givesMeanAndWidthInUnitsOfTheReward() {
    Slot slot = new Slot(2, 1);
    for (int i = 0; i < 99; i++) {
      slot.learn(0, intercept, 1000 + 10 * (i % 3 - 1));
    }
    assertTrue(score(slot));
    assertEquals(1000, estimates.mean(0), 1e-9);
    assertEquals(1000, estimates.mean(1), 1e-9);
    double noise = SlotRegister.noise(slot.register, TwinBlock.current(slot.register, 0));
    assertEquals(10 * Math.sqrt(2.0 / 3), noise, 0.1);
    assertEquals(noise / 10, estimates.width(0), 1e-9);
    assertEquals(noise, estimates.width(1), 1e-9);
  }

  @Test
  void score_ofABlockThatIsNoArm_isRefused() {
    Slot slot = new Slot(2, 1);
    slot.memories[1] = slot.register;
    assertFalse(score(slot));
  }

  @Test
  void score_besideAWriterWithoutPause_neverMixesTwoStates() throws Exception {
    Slot slot = new Slot(1, 3);
    SparseVector x = new SparseVector(2);
    x.add(1, 1);
    x.add(2, 1);
    Memory arm = slot.memories[0];
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 2; !done.get(); i++) {
                int payload = TwinBlock.stage(arm, 0);
                ArmPosterior.initialise(arm, payload, 3, 1.0 + i % 7);
                TwinBlock.publish(arm, 0, i, 0);
              }
            });
    for (int i = 0; i < 300_000; i++) {
      if (score(slot, x)) {
        double variance = estimates.width(0) * estimates.width(0) / 0.25;
        double prior = 3 / variance;
        assertEquals(Math.rint(prior), prior, 1e-9);
      }
    }
    done.set(true);
    writer.get();
  }

  @Test
  void armsReadInGroups_haveTheBitsOfArmsReadAlone() {
    SplittableRandom random = new SplittableRandom(8);
    for (int arms : new int[] {ArmScorer.MANY, ArmScorer.MANY + 1, 70}) {
      Slot slot = new Slot(arms, 6);
      for (int i = 0; i < 40 * arms; i++) {
        slot.learn(random.nextInt(arms), context(random), 5 * random.nextDouble());
      }
      Memory apart = slot.memories[5];
      layTogether(slot);
      compareWithEachAlone(slot, context(random));
      slot.memories[5] = apart;
      slot.bases[5] = 0;
      compareWithEachAlone(slot, context(random));
    }
  }

  private SparseVector context(SplittableRandom random) {
    SparseVector x = new SparseVector(3);
    x.add(1 + random.nextInt(2), 1);
    x.add(3 + random.nextInt(3), random.nextDouble());
    return x;
  }

  /** All arms in one memory, as in a store. */
  private static Memory layTogether(Slot slot) {
    int words = slot.memories[0].words();
    Memory together = Memory.allocate(words * slot.memories.length);
    for (int i = 0; i < slot.memories.length; i++) {
      together.copy(slot.memories[i], 0, i * words, words);
      slot.memories[i] = together;
      slot.bases[i] = i * words;
    }
    return together;
  }

  private void compareWithEachAlone(Slot slot, SparseVector x) {
    assertTrue(score(slot, x));
    Estimates alone = new Estimates();
    for (int i = 0; i < slot.memories.length; i++) {
      assertTrue(slot.score(scorer, new int[] {i}, x, alone));
      assertEquals(alone.mean(0), estimates.mean(i), 0.0);
      assertEquals(alone.width(0), estimates.width(i), 0.0);
    }
  }

  @Test
  void manyArms_besideAWriterWithoutPause_areNeverAMixtureOfTwoStates() throws Exception {
    Slot slot = new Slot(ArmScorer.MANY + 2, 3);
    SparseVector x = new SparseVector(2);
    x.add(1, 1);
    x.add(2, 1);
    Memory arms = layTogether(slot);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 2; !done.get(); i++) {
                int base = slot.bases[i % slot.bases.length];
                int payload = TwinBlock.stage(arms, base);
                ArmPosterior.initialise(arms, payload, 3, 1.0 + i % 7);
                TwinBlock.publish(arms, base, i, 0);
              }
            });
    for (int i = 0; i < 20_000; i++) {
      if (score(slot, x)) {
        for (int arm = 0; arm < slot.bases.length; arm++) {
          double prior = 3 * 0.25 / (estimates.width(arm) * estimates.width(arm));
          assertEquals(Math.rint(prior), prior, 1e-9);
        }
      }
    }
    done.set(true);
    writer.get();
  }

  private boolean score(Slot slot) {
    return score(slot, intercept);
  }

  private boolean score(Slot slot, SparseVector x) {
    return slot.score(scorer, x, estimates);
  }
}

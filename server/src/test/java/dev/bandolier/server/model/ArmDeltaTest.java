package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arms whose changes are noted, against the same moves of arms that are copied and summed whole. */
final class ArmDeltaTest {

  private static final int ARMS = 3;
  private static final int STEPS = 1500;

  private final SplittableRandom random = new SplittableRandom(11);
  private int dimension;

  /** Twin blocks of arms in one memory, and what changes them. */
  private final class Side {
    private final Workspace work;
    private final boolean notes;
    private final int words = TwinBlock.words(ArmLayout.words(dimension));
    private final Memory memory = Memory.allocate(ARMS * words);
    private final int[] staged = new int[ARMS];
    private final ArmDelta[] deltas = new ArmDelta[ARMS];

    Side(Workspace work, boolean notes) {
      this.work = work;
      this.notes = notes;
      for (int arm = 0; arm < ARMS; arm++) {
        deltas[arm] = new ArmDelta();
        TwinBlock.initialise(memory, arm * words, 1, 1, arm + 1, ArmLayout.words(dimension));
        int payload = TwinBlock.stageBlank(memory, arm * words);
        ArmPosterior.initialise(memory, payload, dimension, 0.5 + arm);
        TwinBlock.publish(memory, arm * words, 1, 0);
      }
    }

    void move(int arm, int kind, SparseVector x, double reward) {
      int lender = TwinBlock.current(memory, arm * words);
      int from = staged[arm];
      if (from == 0) {
        from = lender;
        int base = arm * words;
        staged[arm] = notes ? deltas[arm].stage(memory, base) : TwinBlock.stage(memory, base);
      }
      if (notes) {
        work.begin(memory, staged[arm], from, deltas[arm]);
      }
      teach(staged[arm], kind, x, reward);
      work.settle();
    }

    private void teach(int payload, int kind, SparseVector x, double reward) {
      switch (kind) {
        case 0 -> ArmPosterior.refresh(memory, payload, work);
        case 1 -> ArmPosterior.decay(memory, payload, 0.9, work);
        case 2, 3 -> ArmPosterior.forget(memory, payload, x, reward, 0.01, work);
        case 4 -> LogisticPosterior.observe(memory, payload, x, 1, 0.5f, 1, work);
        default -> {
          if (kind < 14) {
            ArmPosterior.adjust(memory, payload, x, reward, 1, 1, work);
          } else {
            ArmPosterior.observe(memory, payload, x, reward, 1, work);
          }
        }
      }
    }

    void publish(int arm, int step) {
      work.putBack();
      if (notes) {
        deltas[arm].publish(memory, arm * words, step, step % 3);
      } else {
        TwinBlock.publish(memory, arm * words, step, step % 3);
      }
      staged[arm] = 0;
    }

    void abandon(int arm) {
      work.putBack();
      staged[arm] = 0;
    }

    /** Changes an arm without a word. */
    void changeWhole(int arm, long ticks, int step) {
      ArmPosterior.setTicks(memory, TwinBlock.stage(memory, arm * words), ticks);
      TwinBlock.publish(memory, arm * words, step, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "7, 2", "36, 0", "65, 3", "70, 0", "130, 2"})
  void anyMoves_inStepsSomeOfWhichEndNowhere_leaveTheBitsOfArmsThatAreCopiedWhole(int d, int held) {
    dimension = d;
    Side whole = new Side(new Workspace(), false);
    Side noted = new Side(new Workspace(held), true);
    for (int step = 2; step < STEPS; step++) {
      int arm = random.nextInt(ARMS);
      for (int moves = random.nextInt(4) * random.nextInt(3); moves >= 0; moves--) {
        int kind = random.nextInt(24);
        SparseVector x = randomVector(d);
        double reward = random.nextInt(3);
        whole.move(arm, kind, x, reward);
        noted.move(arm, kind, x, reward);
      }
      int end = random.nextInt(20);
      if (end == 0) {
        whole.abandon(arm);
        noted.abandon(arm);
        continue;
      }
      whole.publish(arm, step);
      noted.publish(arm, step);
      compare(whole, noted, arm);
      interfere(whole, noted, arm, end, step);
    }
  }

  private void interfere(Side whole, Side noted, int arm, int end, int step) {
    switch (end) {
      case 1 -> noted.deltas[arm] = new ArmDelta();
      case 2 -> {
        TwinBlock.revert(whole.memory, arm * whole.words);
        TwinBlock.revert(noted.memory, arm * noted.words);
      }
      case 3 -> {
        whole.changeWhole(arm, step, step);
        noted.changeWhole(arm, step, step);
      }
      default -> {}
    }
  }

  /** Both copies, with what they are stamped with. */
  private static void compare(Side whole, Side noted, int arm) {
    int base = arm * whole.words;
    for (int word = base; word < base + whole.words; word++) {
      assertEquals(whole.memory.getLong(word), noted.memory.getLong(word), "word " + word);
    }
    assertTrue(TwinBlock.verifyChecksum(noted.memory, base));
  }

  @Test
  void aWordThatNobodyChanged_isStillFoundAfterStepsThatDidNotReadIt() {
    dimension = 80;
    Side noted = new Side(new Workspace(), true);
    SparseVector x = ArmPosteriorTest.vector(5, 1.0);
    int step = 2;
    for (; step < 5; step++) {
      noted.move(0, 20, x, 1);
      noted.publish(0, step);
    }
    int last = TwinBlock.current(noted.memory, 0) + ArmLayout.words(dimension) - 1;
    noted.memory.addDouble(last, 1);
    assertFalse(TwinBlock.verifyChecksum(noted.memory, 0));
    noted.move(0, 20, x, 1);
    noted.publish(0, step++);
    noted.move(0, 20, x, 1);
    noted.publish(0, step);
    assertFalse(TwinBlock.verifyChecksum(noted.memory, 0));
  }

  private SparseVector randomVector(int d) {
    SparseVector x = new SparseVector(4);
    for (int k = random.nextInt(1, 5), i = 0; k > 0 && i < d - 1; k--) {
      i += random.nextInt(1, Math.max(2, d / 5));
      if (i < d) {
        x.add(i, random.nextBoolean() ? 1 : random.nextDouble(-1, 1));
      }
    }
    return x;
  }
}

package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arms in twin blocks that are staged without their inverses, against the same moves of arms staged whole. */
final class BorrowedInverseTest {

  private static final int ARMS = 4;
  private static final int STEPS = 700;

  private final SplittableRandom random = new SplittableRandom(3);
  private int dimension;

  /** Twin blocks of arms in one memory, and what changes them. */
  private final class Side {
    private final Workspace work;
    private final boolean borrows;
    private final int words = TwinBlock.words(ArmLayout.words(dimension));
    private final Memory memory = Memory.allocate(ARMS * words);
    private final int[] staged = new int[ARMS];

    Side(Workspace work, boolean borrows) {
      this.work = work;
      this.borrows = borrows;
      for (int arm = 0; arm < ARMS; arm++) {
        TwinBlock.initialise(memory, arm * words, 1, 1, arm + 1, ArmLayout.words(dimension));
        int payload = TwinBlock.stageBlank(memory, arm * words);
        ArmPosterior.initialise(memory, payload, dimension, 0.5 + arm);
        TwinBlock.publish(memory, arm * words, 1, 0);
      }
    }

    void move(int arm, int kind, SparseVector x, double reward) {
      int lender = TwinBlock.current(memory, arm * words);
      if (staged[arm] == 0) {
        staged[arm] = stage(arm * words);
        if (borrows) {
          work.begin(memory, staged[arm], lender, ArmDelta.NONE);
        }
      }
      int payload = staged[arm];
      switch (kind) {
        case 0 -> ArmPosterior.refresh(memory, payload, work);
        case 1 -> ArmPosterior.decay(memory, payload, 0.9, work);
        case 2, 3 -> ArmPosterior.forget(memory, payload, x, reward, 0.01, work);
        case 4, 5, 6, 7 -> ArmPosterior.adjust(memory, payload, x, reward, 1, 1, work);
        default -> ArmPosterior.observe(memory, payload, x, reward, 1, work);
      }
      work.settle();
    }

    private int stage(int base) {
      return borrows ? ArmDelta.stageWhole(memory, base) : TwinBlock.stage(memory, base);
    }

    void commit(int step) {
      work.putBack();
      for (int arm = 0; arm < ARMS; arm++) {
        if (staged[arm] != 0) {
          TwinBlock.publish(memory, arm * words, step, 0);
          staged[arm] = 0;
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 3", "7, 0", "30, 0", "30, 3", "65, 0", "65, 2", "130, 4"})
  void anyMoves_inAnySteps_leaveTheBitsOfArmsThatWereStagedWhole(int d, int held) {
    dimension = d;
    Side whole = new Side(new Workspace(), false);
    Side lent = new Side(new Workspace(held), true);
    for (int step = 2; step < STEPS; step++) {
      for (int moves = random.nextInt(6); moves >= 0; moves--) {
        int arm = random.nextInt(ARMS);
        int kind = random.nextInt(20);
        SparseVector x = randomVector(d);
        double reward = random.nextInt(3);
        whole.move(arm, kind, x, reward);
        lent.move(arm, kind, x, reward);
      }
      whole.commit(step);
      lent.commit(step);
    }
    for (int word = 0; word < whole.memory.words(); word++) {
      assertEquals(whole.memory.getLong(word), lent.memory.getLong(word), "word " + word);
    }
  }

  private SparseVector randomVector(int d) {
    SparseVector x = new SparseVector(4);
    int steps = 1 + d / 4;
    for (int i = random.nextInt(steps) + 1; i < d; i += 1 + random.nextInt(steps)) {
      x.add(i, random.nextBoolean() ? 1 : random.nextDouble(-1, 1));
    }
    return x;
  }
}

package dev.bandolier.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Arms whose handles have one place between them. */
final class DeltasTest {
  private static final int ARMS = 3;
  private static final int STEPS = 400;
  private static final int MANY = 20_000;
  private static final int DIMENSION = 96;
  private static final int WORDS = ArmLayout.words(DIMENSION);

  private final Deltas deltas = new Deltas();
  private final Workspace workspace = new Workspace();
  private final SplittableRandom random = new SplittableRandom(4);
  private final long[] handles = new long[ARMS];
  private final Memory[] blocks = new Memory[ARMS];
  private final Memory[] arms = new Memory[ARMS];
  private long stamp = -1;

  DeltasTest() {
    for (int i = 0; i < ARMS; i++) {
      blocks[i] = block(DIMENSION);
      arms[i] = Memory.allocate(WORDS);
      ArmPosterior.initialise(arms[i], 0, DIMENSION, 1);
      handles[i] = i == 0 ? 77 : shares(handles[i - 1]);
    }
  }

  private static Memory block(int d) {
    int words = ArmLayout.words(d);
    Memory memory = Memory.allocate(TwinBlock.words(words));
    TwinBlock.initialise(memory, 0, 1, 1, 1, words);
    ArmPosterior.initialise(memory, TwinBlock.stageBlank(memory, 0), d, 1);
    TwinBlock.publish(memory, 0, 1, 0);
    return memory;
  }

  /** The next handle that has the place of that one: a step then gives it away once. */
  private long shares(long handle) {
    for (long other = handle + 1; other < handle + MANY; other++) {
      Deltas two = new Deltas();
      two.claim(handle, blocks[0], 0, -1);
      if (two.claim(other, blocks[0], 0, -1) == ArmDelta.NONE) {
        return other;
      }
    }
    throw new AssertionError("every handle has a place of its own");
  }

  @Test
  void claim_ofAPlaceThatTheStepHasGivenAway_isNone() {
    ArmDelta first = deltas.claim(handles[0], blocks[0], 0, -1);
    assertNotSame(ArmDelta.NONE, first);
    assertSame(ArmDelta.NONE, deltas.claim(handles[1], blocks[1], 0, -1));
    assertSame(first, deltas.of(handles[0]));
    assertThrows(IllegalArgumentException.class, () -> deltas.of(handles[1]));
    assertNotSame(ArmDelta.NONE, deltas.claim(handles[1], blocks[1], 0, -2));
  }

  @Test
  void claim_ofAnArmForWhichItDoesNotPay_isNoneAndGivesNoPlaceAway() {
    assertSame(ArmDelta.NONE, deltas.claim(handles[0], block(DIMENSION - 1), 0, -1));
    assertNotSame(ArmDelta.NONE, deltas.claim(handles[1], blocks[1], 0, -1));
  }

  @Test
  void armsThatPushEachOtherOut_andOnesThatWereForgotten_areAsThoseThatNobodyNoted() {
    for (int step = 2; step < STEPS; step++, stamp--) {
      int many = 1 + random.nextInt(ARMS);
      for (int i = 0, arm = random.nextInt(ARMS); i < many; i++, arm = (arm + 1) % ARMS) {
        learn(arm, step);
      }
      if (random.nextInt(9) == 0) {
        deltas.clear();
      }
    }
  }

  private void learn(int arm, int step) {
    Memory block = blocks[arm];
    ArmDelta delta = deltas.claim(handles[arm], block, 0, stamp);
    boolean noted = delta != ArmDelta.NONE;
    int from = TwinBlock.current(block, 0);
    int payload = noted ? delta.stage(block, 0) : ArmDelta.stageWhole(block, 0);
    SparseVector x = new SparseVector(2);
    x.add(random.nextInt(1, DIMENSION), 1);
    workspace.begin(block, payload, from, delta);
    ArmPosterior.observe(block, payload, x, 1, 1, workspace);
    workspace.settle();
    ArmPosterior.observe(arms[arm], 0, x, 1, 1, workspace);
    if (noted) {
      deltas.of(handles[arm]).publish(block, 0, step, 0);
    } else {
      TwinBlock.publish(block, 0, step, 0);
    }
    assertTrue(TwinBlock.verifyChecksum(block, 0));
    for (int word = 0; word < WORDS; word++) {
      assertEquals(arms[arm].getLong(word), block.getLong(payload + word));
    }
  }
}

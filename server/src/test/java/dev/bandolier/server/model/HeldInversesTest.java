package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arms moved by a workspace that holds inverses, against the same moves by one that holds none. */
final class HeldInversesTest {

  private static final int ARMS = 5;
  private static final int HELD = 3;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Workspace holding = new Workspace(HELD);
  private final Workspace plain = new Workspace();
  private final Side held = new Side();
  private final Side whole = new Side();

  /** Arms of different dimensions and their slot's sums, in one memory. */
  private static final class Side {
    private Memory memory = Memory.allocate(1 << 17);
    private final int[] payloads = new int[ARMS];
    private final int register = (1 << 17) - SlotRegister.WORDS;

    void begin(int[] dimensions) {
      SlotRegister.initialise(memory, register);
      int next = 3;
      for (int arm = 0; arm < ARMS; arm++) {
        payloads[arm] = next;
        ArmPosterior.initialise(memory, next, dimensions[arm], 0.5 + arm);
        SlotRegister.add(memory, register, memory, next);
        next += ArmLayout.words(dimensions[arm]);
      }
    }

    void move(int arm, SparseVector x, int kind, double reward, double weight, Workspace work) {
      int payload = payloads[arm];
      SlotRegister.takeOut(memory, register, memory, payload);
      switch (kind) {
        case 0 -> ArmPosterior.refresh(memory, payload, work);
        case 1 -> ArmPosterior.decay(memory, payload, 0.9, work);
        case 2 -> ArmPosterior.fade(memory, payload, ticks(arm) + 3, work);
        case 3, 4 -> ArmPosterior.forget(memory, payload, x, reward, 0.01 * weight, work);
        case 5, 6, 7 -> ArmPosterior.adjust(memory, payload, x, reward, 1, weight, work);
        case 8 -> LogisticPosterior.observe(memory, payload, x, 1, expand(arm, x, work), 1, work);
        default -> ArmPosterior.observe(memory, payload, x, reward, weight, work);
      }
      SlotRegister.add(memory, register, memory, payload);
    }

    private long ticks(int arm) {
      return ArmPosterior.ticks(memory, payloads[arm]);
    }

    private float expand(int arm, SparseVector x, Workspace work) {
      return LogisticPosterior.expand(memory, payloads[arm], x, 1, 0.1, 1, work);
    }

    /** Copies an arm elsewhere with a few dimensions more. */
    void grow(int dimension) {
      Memory larger = Memory.allocate(memory.words());
      int words = payloads[ARMS - 1];
      larger.copy(memory, 0, 0, words);
      larger.copy(memory, register, register, SlotRegister.WORDS);
      ArmPosterior.extend(memory, words, larger, words, dimension);
      memory = larger;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 30, 126})
  void anyMoves_putBackAtAnyTime_leaveTheBitsOfOneAtATime(int least) {
    int[] dimensions = new int[ARMS];
    for (int arm = 0; arm < ARMS; arm++) {
      dimensions[arm] = least + arm;
    }
    held.begin(dimensions);
    whole.begin(dimensions);
    for (int i = 0; i < 1500; i++) {
      moveBoth(dimensions);
      if (random.nextInt(40) == 0) {
        holding.putBack();
        assertSameBits();
      }
      if (i == 700) {
        holding.putBack();
        dimensions[ARMS - 1] += 3;
        held.grow(dimensions[ARMS - 1]);
        whole.grow(dimensions[ARMS - 1]);
      }
    }
    holding.putBack();
    assertSameBits();
  }

  private void moveBoth(int[] dimensions) {
    int arm = random.nextInt(ARMS);
    SparseVector x = randomVector(dimensions[arm]);
    int kind = random.nextInt(25);
    double reward = random.nextInt(3);
    double weight = random.nextDouble(0.2, 1);
    held.move(arm, x, kind, reward, weight, holding);
    whole.move(arm, x, kind, reward, weight, plain);
  }

  private void assertSameBits() {
    for (int word = 0; word < whole.memory.words(); word++) {
      assertEquals(whole.memory.getLong(word), held.memory.getLong(word), "word " + word);
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

  @Test
  void heldInverse_isInMemoryOnlyOnceItIsPutBack_butForItsFirstEntry() {
    held.begin(new int[] {3, 3, 3, 3, 3});
    SparseVector x = ArmPosteriorTest.vector(2, 1);
    held.move(0, x, 9, 1, 1, holding);
    assertEquals(1.2, covariance(0), 1e-12);
    assertEquals(0.0, covariance(2));
    holding.putBack();
    assertEquals(-0.8, covariance(2), 1e-12);
  }

  private double covariance(int j) {
    return ArmPosterior.covariance(held.memory, held.payloads[0], 0, j);
  }
}

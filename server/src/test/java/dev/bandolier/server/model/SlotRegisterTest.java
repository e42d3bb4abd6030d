package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SlotRegisterTest {
  private static final int DIMENSION = 5;
  private static final int ARMS = 3;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Workspace work = new Workspace();
  private final Memory[] arms = new Memory[ARMS];
  private final PlainRegression[] plain = new PlainRegression[ARMS];
  private final Memory before = Memory.allocate(ArmLayout.words(DIMENSION));
  private final Memory register = Memory.allocate(SlotRegister.WORDS);

  @Test
  void noise_ofAnyRewards_equalsBruteForceLeastSquares() {
    start();
    double sum = 0;
    for (int i = 0; i < 400; i++) {
      SparseVector x = randomVector();
      double reward = random.nextDouble(-35, 5);
      sum += reward;
      plain[i % ARMS].add(x, reward, 1);
      learn(i % ARMS, x, reward, i % 2 == 0);
    }
    double loss = 0;
    for (PlainRegression arm : plain) {
      loss += arm.penalisedLoss(sum / 400);
    }
    assertEquals(sum / 400, SlotRegister.mean(register, 0), 1e-9);
    assertEquals(Math.sqrt(loss / 399), SlotRegister.noise(register, 0), 1e-8);
  }

  @Test
  void noise_ofRewardsFarFromZero_isRightToOnePercent() {
    for (double[] scale :
        new double[][] {{1000, 10}, {1e6, 1}, {-1e6, 1}, {1e-6, 1e-8}, {0, 1e9}}) {
      for (boolean provisional : new boolean[] {false, true}) {
        start();
        for (int i = 0; i < 60_000; i++) {
          double reward = scale[0] + scale[1] * gaussian();
          learn(random.nextInt(ARMS), randomVector(), reward, provisional);
        }
        assertEquals(scale[1], SlotRegister.noise(register, 0), 0.012 * scale[1]);
        assertEquals(scale[0], SlotRegister.mean(register, 0), 0.03 * scale[1]);
      }
    }
  }

  @Test
  void noise_whileEveryRewardIsZeroOrOne_isThatOfACoin() {
    start();
    for (int i = 0; i < 1000; i++) {
      learn(i % ARMS, randomVector(), i % 10 == 0 ? 1 : 0, true);
    }
    double rate = 101.0 / 1002;
    assertEquals(Math.sqrt(rate * (1 - rate)), SlotRegister.noise(register, 0), 1e-12);
  }

  @Test
  void noise_ofAThousandZeros_isStillAboveZero() {
    start();
    for (int i = 0; i < 1000; i++) {
      learn(0, randomVector(), 0, false);
    }
    assertEquals(Math.sqrt(1.0 / 1002), SlotRegister.noise(register, 0), 1e-3);
  }

  @Test
  void noise_ofConstantRewards_isTinyButNotZero() {
    for (double constant : new double[] {1000, -7.5e8, 1e-3}) {
      start();
      for (int i = 0; i < 3000; i++) {
        learn(random.nextInt(ARMS), randomVector(), constant, true);
      }
      double noise = SlotRegister.noise(register, 0) / Math.abs(constant);
      assertTrue(noise > 0 && noise < 1e-6, "relative noise " + noise);
    }
  }

  @Test
  void noise_beforeAnyReward_isHarmless() {
    start();
    assertEquals(0.5, SlotRegister.noise(register, 0));
    assertEquals(0.0, SlotRegister.mean(register, 0));
  }

  @Test
  void everythingTakenBack_isAsBeforeAnyReward() {
    start();
    SparseVector x = randomVector();
    learn(1, x, 42, true);
    save(1);
    ArmPosterior.forget(arms[1], 0, x, 42, 1, work);
    follow(1);
    noise_beforeAnyReward_still();
  }

  @Test
  void recompute_fromAllArms_equalsTheIncrementalSums() {
    start();
    for (int i = 0; i < 5000; i++) {
      learn(random.nextInt(ARMS), randomVector(), 1000 + 10 * gaussian(), true);
    }
    double noise = SlotRegister.noise(register, 0);
    SlotRegister.recompute(register, 0, arms, new int[ARMS], ARMS);
    assertEquals(noise, SlotRegister.noise(register, 0), 1e-7 * noise);
    assertEquals(5000, SlotRegister.weight(register, 0));
  }

  @Test
  void subtract_anArm_leavesTheOthers() {
    start();
    for (int i = 0; i < 500; i++) {
      learn(random.nextInt(ARMS), randomVector(), gaussian(), true);
    }
    SlotRegister.subtract(register, 0, arms[ARMS - 1], 0);
    double noise = SlotRegister.noise(register, 0);
    SlotRegister.recompute(register, 0, arms, new int[ARMS], ARMS - 1);
    assertEquals(SlotRegister.noise(register, 0), noise, 1e-9);
  }

  @Test
  void exchange_ofAnArmsShares_leavesTheBitsOfTakingItOutAndAddingItAgain() {
    Memory other = Memory.allocate(SlotRegister.WORDS);
    double[] share = new double[SlotRegister.SHARE];
    double[] later = new double[SlotRegister.SHARE];
    start();
    other.copy(register, 0, 0, SlotRegister.WORDS);
    for (int i = 0; i < 1000; i++) {
      int arm = random.nextInt(ARMS);
      SlotRegister.share(arms[arm], 0, share);
      SlotRegister.takeOut(register, 0, arms[arm], 0);
      ArmPosterior.observe(arms[arm], 0, randomVector(), 1e6 * gaussian(), 0.3, work);
      SlotRegister.add(register, 0, arms[arm], 0);
      SlotRegister.share(arms[arm], 0, later);
      SlotRegister.exchange(other, 0, share, later);
    }
    SlotRegister.settle(other, 0);
    for (int word = 0; word < SlotRegister.WORDS; word++) {
      assertEquals(register.getLong(word), other.getLong(word));
    }
  }

  private void noise_beforeAnyReward_still() {
    assertEquals(0.0, SlotRegister.mean(register, 0));
    assertEquals(0.5, SlotRegister.noise(register, 0), 1e-9);
  }

  private void start() {
    SlotRegister.initialise(register, 0);
    for (int i = 0; i < ARMS; i++) {
      arms[i] = Memory.allocate(ArmLayout.words(DIMENSION));
      ArmPosterior.initialise(arms[i], 0, DIMENSION, 1);
      plain[i] = new PlainRegression(DIMENSION, 1);
      SlotRegister.add(register, 0, arms[i], 0);
    }
  }

  private void learn(int arm, SparseVector x, double reward, boolean provisional) {
    save(arm);
    ArmPosterior.observe(arms[arm], 0, x, provisional ? 0 : reward, 1, work);
    if (provisional) {
      follow(arm);
      save(arm);
      ArmPosterior.adjust(arms[arm], 0, x, 0, reward, 1, work);
    }
    follow(arm);
  }

  private void save(int arm) {
    before.copy(arms[arm], 0, 0, before.words());
  }

  private void follow(int arm) {
    SlotRegister.subtract(register, 0, before, 0);
    SlotRegister.add(register, 0, arms[arm], 0);
  }

  /** A one-hot group of three that sums to the intercept, and a number. */
  private SparseVector randomVector() {
    SparseVector x = new SparseVector(3);
    x.add(1 + random.nextInt(3), 1.0);
    x.add(4, random.nextDouble());
    return x;
  }

  private double gaussian() {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }
}

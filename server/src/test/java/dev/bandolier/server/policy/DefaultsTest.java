package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.SparseVector;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The defaults, untuned, find the best arm whatever the rewards' scale; fixed seeds. */
final class DefaultsTest {
  private static final int ARMS = 10;

  private interface Reward {
    double of(int arm, SplittableRandom random);
  }

  private final Policy policy = new LinearThompson(LinearThompson.DEFAULT_ALPHA);
  private final SparseVector x = new SparseVector(1);

  @Test
  void clickRates_ofThreeInAThousandAndOneTwiceAsHigh_areTold() {
    int won = 0;
    for (int seed = 1; seed <= 3; seed++) {
      double share =
          lastFifth(200_000, seed, (arm, random) -> coin(random, arm == 7 ? 6e-3 : 3e-3));
      won += share > 0.5 ? 1 : 0;
    }
    assertTrue(won >= 2, won + " of 3 runs");
  }

  @Test
  void rewardsFarFromZero_areTold() {
    assertFound((arm, random) -> 1000 + (arm == 7 ? 5 : 0) + 10 * random.nextGaussian());
    assertFound((arm, random) -> 1e6 + (arm == 7 ? 1 : 0) + random.nextGaussian());
    assertFound((arm, random) -> -1e-3 + (arm == 7 ? 1e-6 : 0) + 1e-6 * random.nextGaussian());
  }

  @Test
  void rareLargeLosses_areTold() {
    assertFound((arm, random) -> coin(random, arm == 7 ? 0.95 : 0.75) == 1 ? 5 : -35);
    assertFound((arm, random) -> arm == 7 ? 0 : coin(random, 0.5) == 1 ? 5 : -35);
  }

  /**
   * To eat what is good earns 5, what is bad 5 or −35 by even odds; to leave it earns 0, always. What is good shows in one feature
   * of eight. The certain arm's many zeros must not make the other one look known.
   * Luck alone leaves one seed in 200 below the limit, so these twenty are fixed.
   */
  @Test
  void anArmThatIsCertain_doesNotKeepTheOtherFromBeingTried() {
    double worst = 5;
    for (int seed = 1; seed <= 20; seed++) {
      worst = Math.min(worst, lastMeanOfEating(seed));
    }
    assertTrue(worst > 1.1, "worst " + worst);
  }

  /** Of the last 500 of 2,500 rounds; the best there is, is 2. */
  private double lastMeanOfEating(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Slot slot = new Slot(2, 41);
    double[] pmf = new double[2];
    double sum = 0;
    for (int i = 0; i < 2_500; i++) {
      SparseVector seen = new SparseVector(9);
      int look = random.nextInt(5);
      seen.add(1 + look, 1);
      for (int feature = 1; feature < 8; feature++) {
        seen.add(1 + 5 * feature + random.nextInt(5), 1);
      }
      boolean good = look < 2 || look == 2 && random.nextBoolean();
      slot.probabilities(policy, seen, pmf);
      int arm = Draw.pick(pmf, 2, random.nextDouble());
      double taste = good || random.nextBoolean() ? 5 : -35;
      slot.learn(arm, seen, arm == 0 ? taste : 0);
      sum += i >= 2_000 && arm == 0 ? taste : 0;
    }
    return sum / 500;
  }

  @Test
  void rewardsWithoutNoise_areTold() {
    assertFound((arm, random) -> arm == 7 ? 1001 : 1000);
    assertFound((arm, random) -> arm == 7 ? 1 : 0);
    assertFound((arm, random) -> arm == 7 ? 0 : -1);
  }

  @Test
  void constantRewards_keepEveryArmInPlay() {
    double share = lastFifth(20_000, 1, (arm, random) -> 1234.567);
    assertTrue(share > 0.02 && share < 0.5, "share " + share);
  }

  private void assertFound(Reward reward) {
    for (int seed = 1; seed <= 3; seed++) {
      double share = lastFifth(10_000, seed, reward);
      assertTrue(share > 0.6, "share " + share + " with seed " + seed);
    }
  }

  /** How much of the last fifth of the rounds arm 7 gets. */
  double lastFifth(int rounds, int seed, Reward reward) {
    SplittableRandom random = new SplittableRandom(seed);
    Slot slot = new Slot(ARMS, 1);
    double[] pmf = new double[ARMS];
    int hits = 0;
    for (int i = 0; i < rounds; i++) {
      slot.probabilities(policy, x, pmf);
      int arm = Draw.pick(pmf, ARMS, random.nextDouble());
      slot.learn(arm, x, reward.of(arm, random));
      hits += i >= rounds - rounds / 5 && arm == 7 ? 1 : 0;
    }
    return hits / (rounds / 5.0);
  }

  private static double coin(SplittableRandom random, double rate) {
    return random.nextDouble() < rate ? 1 : 0;
  }
}

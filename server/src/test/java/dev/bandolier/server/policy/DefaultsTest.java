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

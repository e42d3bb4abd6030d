package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Rewards that tell arms apart by luck alone, not at all, or far from 0: whoever believes means as they are stays with the first lucky
 * arm, and whoever believes in a scale is lost elsewhere. Shares are the policy's own, the floor taken out. Fixed seeds; what is
 * asserted of shares is wide of what was measured.
 */
final class RewardScaleTest {
  private static final int SEEDS = 20;

  /** A hair of rounding can give one of the hybrid policy's draws to another of its beliefs. */
  private static final double ONE_DRAW = 1.0 / HybridThompson.DRAWS;

  /** Offset and factor of rewards that lie in [0, 1] and deviate by a tenth: 10⁶ ± 1, 1000 ± 10, and others. */
  private static final List<double[]> SCALES =
      List.of(
          new double[] {1e6, 10},
          new double[] {1_000, 100},
          new double[] {-1e6, 1e3},
          new double[] {0, 1e6},
          new double[] {0, 1e-6});

  /** Of four alike arms the first was lucky at once, and keeps on average no more of the traffic than is said. */
  @Test
  void identicalArms_ofWhichOneWasLucky_stayInPlay() {
    Map<String, Double> unlucky =
        Map.of(
            "LinearThompson", 0.02,
            "SquareCb", 0.1,
            "EpsilonGreedy", 0.012,
            "LogisticThompson", 0.05,
            "HybridThompson", 0.02,
            "BetaThompson", 0.08);
    for (Policy policy : Trial.policies(0, 1)) {
      double lucky = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        Trial trial = new Trial(policy, 4);
        for (int arm = 0; arm < 4; arm++) {
          trial.learn(arm, arm == 0 ? 1 : 0);
        }
        double first = least(trial.wish());
        double bound = unlucky.getOrDefault(Trial.name(policy), 0.0);
        assertTrue(first >= bound, Trial.name(policy) + " gives an unlucky arm " + first);
        SplittableRandom random = new SplittableRandom(70 + seed);
        lucky += trial.play(2_000, random, (arm, r) -> Trial.coin(r, 0.3))[0] / SEEDS;
      }
      assertTrue(lucky > 0.1 && lucky < 0.75, Trial.name(policy) + " gives the lucky " + lucky);
    }
  }

  @Test
  void constantRewards_ofAnySize_leaveEveryArmInPlay() {
    Map<String, Double> less = Map.of("EpsilonGreedy", 0.0166, "LogisticThompson", 0.005);
    for (double reward : new double[] {0, 0.25, 1, 1e6, -1e6}) {
      for (Policy policy : Trial.policies(reward - 1, reward + 1)) {
        if (!policy.usesLogits() || reward >= 0 && reward <= 1) {
          Trial trial = new Trial(policy, 3);
          double[] shares = trial.play(1_000, new SplittableRandom(45), (arm, r) -> reward);
          double bound = less.getOrDefault(Trial.name(policy), 0.25);
          String said = Trial.name(policy) + " under " + reward + ": " + Arrays.toString(shares);
          assertTrue(least(shares) > bound, said);
        }
      }
    }
  }

  /** Whatever their offset and their unit, rewards mean the same; logits are for 0 to 1. */
  @Test
  void rewardsOfAnyOffsetAndUnit_giveTheProbabilitiesOfThoseFromZeroToOne() {
    for (double[] scale : SCALES) {
      List<Policy> plain = Trial.policies(0, 1);
      List<Policy> scaled = Trial.policies(scale[0], scale[0] + scale[1]);
      for (int i = 0; i < plain.size(); i++) {
        if (!plain.get(i).usesLogits()) {
          assertAlike(plain.get(i), scaled.get(i), scale);
        }
      }
    }
  }

  private static void assertAlike(Policy policy, Policy other, double[] scale) {
    String name = Trial.name(policy) + " at " + Arrays.toString(scale);
    Trial plain = new Trial(policy, 4);
    Trial scaled = new Trial(other, 4);
    SplittableRandom random = new SplittableRandom(46);
    double explored = 0;
    double diff = 0;
    for (int i = 0; i < 300; i++) {
      int arm = Draw.pick(new double[] {0.6, 0.2, 0.1, 0.1}, 4, random.nextDouble());
      double reward = reward(arm, random);
      plain.learn(arm, reward);
      scaled.learn(arm, scale[0] + scale[1] * reward);
      double[] wish = plain.wish();
      double[] same = scaled.wish();
      for (int each = 0; each < 4 && i >= 4; each++) {
        diff = Math.max(diff, Math.abs(wish[each] - same[each]));
      }
      explored += i >= 10 && i < 50 ? (1 - same[scaled.bestMean()]) / 40 : 0;
    }
    assertEquals(0, diff, policy instanceof HybridThompson ? ONE_DRAW : 1e-3, name);
    assertTrue(explored > 0.03, name + " explores " + explored);
  }

  @Test
  void rewardsOfAMillion_andOfAThousandAndTen_areTold() {
    for (double[] scale : SCALES) {
      for (Policy policy : Trial.policies(scale[0], scale[0] + scale[1])) {
        if (!policy.usesLogits()) {
          Trial trial = new Trial(policy, 4);
          double[] shares =
              trial.play(
                  3_000,
                  new SplittableRandom(45),
                  (arm, random) -> scale[0] + scale[1] * reward(arm, random));
          double best = policy instanceof Ucb1 ? 0.5 : 0.9;
          assertTrue(shares[2] > best, Trial.name(policy) + " " + Arrays.toString(shares));
        }
      }
    }
  }

  /** One standard deviation more from the third arm than from the others. */
  private static double reward(int arm, SplittableRandom random) {
    return Math.min(1, Math.max(0, (arm == 2 ? 0.4 : 0.3) + 0.1 * random.nextGaussian()));
  }

  private static double least(double[] shares) {
    return Arrays.stream(shares).min().orElseThrow();
  }
}

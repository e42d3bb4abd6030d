package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * How much a policy gives to an arm of which little is known, the floor taken out: too little by a policy that believes a mean as soon
 * as it has one, which is what a width of 0 makes of each of them. What is given at first follows from the sums and has no chance in
 * it; traffic is under fixed seeds, and its bounds are wide of what was measured.
 */
final class NewArmTest {
  private static final int ROUNDS = 10_000;

  /** What an arm that is new, or without a click, gets: at least and at most; and at most once it is known to be worse. */
  private record Range(double least, double most, double worse) {}

  /** An arm joins two that have learned half a million decisions each; it is better, or in another campaign worse. */
  @Test
  void anArmAddedAfterAMillionDecisions_isTriedAtOnce_foundWhereBetter_andLeftWhereWorse() {
    Map<String, Range> ranges = new HashMap<>();
    ranges.put("LinearThompson", new Range(0.4, 0.55, 0.02));
    ranges.put("LinUcb", new Range(0.999, 1.001, 0.01));
    ranges.put("SquareCb", new Range(0.02, 0.04, 0.02));
    ranges.put("EpsilonGreedy", new Range(0.016, 0.017, 0.017));
    ranges.put("LogisticThompson", new Range(0.35, 0.55, 0.02));
    ranges.put("HybridThompson", new Range(0.4, 0.55, 0.03));
    ranges.put("BetaThompson", new Range(0.85, 0.95, 0.05));
    ranges.put("Ucb1", new Range(0.999, 1.001, 0.7));
    for (Policy policy : Trial.policies(0, 1)) {
      String name = Trial.name(policy);
      Range range = ranges.get(name);
      Trial better = afterAMillion(policy);
      double first = better.wish()[2];
      assertTrue(range.least < first && first < range.most, name + " gives a new arm " + first);
      double found = shareOfTheNewArm(better, 0.2);
      assertTrue(found > 0.8, name + " gives the better arm " + found);
      double left = shareOfTheNewArm(afterAMillion(policy), 0.05);
      assertTrue(left < range.worse, name + " gives the worse arm " + left);
    }
  }

  private static Trial afterAMillion(Policy policy) {
    Trial trial = new Trial(policy, 2);
    for (int i = 0; i < 500; i++) {
      for (int arm = 0; arm < 2; arm++) {
        int clicks = arm == 0 ? 100 : 80;
        trial.learn(arm, 1, clicks);
        trial.learn(arm, 0, 1_000 - clicks);
      }
    }
    trial.slot.addArm();
    return trial;
  }

  private static double shareOfTheNewArm(Trial trial, double rate) {
    return trial
        .play(
            ROUNDS,
            new SplittableRandom(43),
            (arm, random) -> Trial.coin(random, arm == 2 ? rate : arm == 0 ? 0.1 : 0.08))[2];
  }

  /** An arm with a hundred showings and no click is neither certain nor gone: one click in five hundred is likely still. */
  @Test
  void anArmWithoutAClick_isStillShown_andGivenUpOnceItIsHopeless() {
    Map<String, Range> ranges = new HashMap<>();
    ranges.put("LinearThompson", new Range(0.15, 0.35, 1e-6));
    ranges.put("LinUcb", new Range(0.999, 1.001, 1e-6));
    ranges.put("SquareCb", new Range(0.08, 0.2, 0.1));
    ranges.put("EpsilonGreedy", new Range(0.024, 0.026, 0.026));
    ranges.put("LogisticThompson", new Range(0.12, 0.35, 1e-6));
    ranges.put("HybridThompson", new Range(0.15, 0.35, 1e-6));
    ranges.put("BetaThompson", new Range(0.6, 0.9, 1e-6));
    ranges.put("Ucb1", new Range(0.999, 1.001, 1e-6));
    for (Policy policy : Trial.policies(0, 1)) {
      Range range = ranges.get(Trial.name(policy));
      double few = wishWithoutAClick(policy, 100);
      double many = wishWithoutAClick(policy, 20_000);
      String said = Trial.name(policy) + " gives " + few + ", then " + many;
      assertTrue(range.least < few && few < range.most, said);
      assertTrue(many < range.worse, said);
    }
  }

  private static double wishWithoutAClick(Policy policy, int showings) {
    Trial trial = new Trial(policy, 2);
    for (int i = 0; i < 20_000; i++) {
      trial.learn(0, i % 500 == 250 ? 1 : 0);
    }
    trial.learn(1, 0, showings);
    return trial.wish()[1];
  }
}

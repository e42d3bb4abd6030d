package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.SparseVector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What other bandits were found to get wrong, asked of every policy that learns; fixed seeds. What only one policy could get wrong is
 * beside that policy, what the request could get wrong is in the decide room.
 */
final class KnownFailuresTest {
  private static final double EXACT = 1e-12;

  private final SparseVector nothing = new SparseVector(1);
  private final KeyedGenerator draws = new KeyedGenerator();
  private final Estimates estimates = new Estimates();
  private int decisions;

  /** With their defaults, for rewards from 0 to 1. */
  private static List<Supplier<Policy>> policies() {
    return List.of(
        () -> new LinearThompson(LinearThompson.DEFAULT_ALPHA),
        () -> new LinUcb(LinUcb.DEFAULT_ALPHA),
        () -> new SquareCb(SquareCb.DEFAULT_SCALE, 0, 1),
        () -> new EpsilonGreedy(0.05),
        () -> new LogisticThompson(LinearThompson.DEFAULT_ALPHA),
        () -> new HybridThompson(LinearThompson.DEFAULT_ALPHA),
        () -> new BetaThompson(0, 1),
        () -> new Ucb1(Ucb1.DEFAULT_SCALE, 0, 1));
  }

  @Test
  void extremeBeliefs_neverMakeAProbabilityNegativeOrTheSumOther() {
    SplittableRandom random = new SplittableRandom(41);
    for (Supplier<Policy> made : policies()) {
      for (int i = 0; i < 300; i++) {
        int arms = 1 + random.nextInt(30);
        double[] pmf = new double[arms];
        believe(random, arms);
        made.get().probabilities(estimates, pmf);
        Floor.mix(pmf, arms, Floor.DEFAULT);
        assertWhole(made.get(), pmf);
      }
    }
  }

  /** Scales and gaps from 10⁻⁸ to 10⁸, ties, certainty and ignorance. */
  private void believe(SplittableRandom random, int arms) {
    estimates.resize(arms);
    double scale = Math.pow(10, random.nextDouble(-8, 8));
    for (int arm = 0; arm < arms; arm++) {
      double mean = random.nextInt(4) == 0 ? scale : scale * random.nextGaussian();
      double width = random.nextInt(4) == 0 ? 0 : scale * Math.pow(10, random.nextDouble(-8, 8));
      estimates.set(arm, mean, width);
      estimates.setPulls(arm, random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000), mean);
    }
    estimates.setSlot(random.nextInt(1_000_000), random.nextInt(4) == 0 ? 0 : scale);
    share(arms);
  }

  @Test
  void oneArm_isCertain() {
    SplittableRandom random = new SplittableRandom(42);
    for (Supplier<Policy> made : policies()) {
      double[] pmf = new double[1];
      believe(random, 1);
      made.get().probabilities(estimates, pmf);
      assertEquals(1, pmf[0], EXACT, made.get().getClass().getSimpleName());
    }
  }

  @Test
  void identicalArms_stayInPlay_alsoWhenOneWasLucky() {
    for (Supplier<Policy> made : policies()) {
      double[] shares = shares(made, 4, 6_000, (arm, random) -> coin(random, 0.3));
      double least = IntStream.range(0, 4).mapToDouble(arm -> shares[arm]).min().orElseThrow();
      assertTrue(least > 0, made.get().getClass().getSimpleName() + " least " + least);
    }
  }

  @Test
  void constantRewards_ofAnySize_keepTheSumOneAndEveryArmInPlay() {
    for (Supplier<Policy> made : policies()) {
      for (double reward : new double[] {0, 0.25, 1}) {
        double[] shares = shares(made, 3, 1_000, (arm, random) -> reward);
        for (double share : shares) {
          assertTrue(share > 0, made.get().getClass().getSimpleName() + " share " + share);
        }
      }
    }
  }

  @Test
  void rewardsOfAMillion_andOfAThousandAndTen_areTold() {
    List<Supplier<Policy>> policies =
        List.of(
            () -> new LinearThompson(LinearThompson.DEFAULT_ALPHA),
            () -> new LinUcb(LinUcb.DEFAULT_ALPHA),
            () -> new HybridThompson(LinearThompson.DEFAULT_ALPHA),
            () -> new SquareCb(SquareCb.DEFAULT_SCALE, -1e9, 1e9));
    for (Supplier<Policy> made : policies) {
      double[] far =
          shares(made, 4, 3_000, (arm, random) -> 1e6 + (arm == 2 ? 1 : 0) + random.nextGaussian());
      double[] wide =
          shares(
              made,
              4,
              8_000,
              (arm, random) -> 1000 + (arm == 2 ? 10 : 0) + 10 * random.nextGaussian());
      String name = made.get().getClass().getSimpleName();
      assertTrue(far[2] > 0.7, name + " " + far[2]);
      assertTrue(wide[2] > 0.7, name + " " + wide[2]);
    }
  }

  /** Two arms teach a million decisions; then a better one comes, and in another campaign a worse one. */
  @Test
  void anArmAddedAfterAMillionDecisions_isFoundWhereBetter_andLeftWhereWorse() {
    for (Supplier<Policy> made : policies()) {
      String name = made.get().getClass().getSimpleName();
      double better = shareOfNewArm(made, 0.2);
      double worse = shareOfNewArm(made, 0.05);
      assertTrue(better > 0.5, name + " gives the better arm " + better);
      assertTrue(worse < 0.25, name + " gives the worse arm " + worse);
    }
  }

  private double shareOfNewArm(Supplier<Policy> made, double rate) {
    Slot slot = slot(made.get(), 3);
    SplittableRandom random = new SplittableRandom(43);
    int at = made.get().usesLogits() ? 1 : 1_000;
    for (int i = 0; i < 1_000_000 / at; i++) {
      slot.learn(i % 2, nothing, coin(random, i % 2 == 0 ? 0.1 : 0.08), at);
    }
    return play(
        slot, made.get(), 40_000, (arm, r) -> coin(r, arm == 2 ? rate : arm == 0 ? 0.1 : 0.08))[2];
  }

  /** An arm with a hundred showings and no click is neither certain nor gone: one click in a thousand is likely still. */
  @Test
  void anArmWithoutAClick_isStillShown_andTheMoreItIsShownTheLess() {
    for (Supplier<Policy> made : policies()) {
      double few = probabilityWithoutAClick(made.get(), 100);
      double many = probabilityWithoutAClick(made.get(), 20_000);
      String name = made.get().getClass().getSimpleName();
      assertTrue(few > 0, name);
      assertTrue(many > 0 && many <= few + EXACT, name + " " + few + " then " + many);
    }
  }

  private double probabilityWithoutAClick(Policy policy, int showings) {
    Slot slot = slot(policy, 2);
    for (int i = 0; i < 20_000; i++) {
      slot.learn(0, nothing, i % 500 == 0 ? 1 : 0);
    }
    for (int i = 0; i < showings; i++) {
      slot.learn(1, nothing, 0);
    }
    return pmf(slot, policy, 2, nothing)[1];
  }

  /** A context of which nothing is known is the intercept alone, whatever was learned with features. */
  @Test
  void aContextWithoutAnything_isDecidedByWhatIsCommon() {
    for (Supplier<Policy> made : policies()) {
      Slot slot = new Slot(2, 4);
      SplittableRandom random = new SplittableRandom(44);
      for (int i = 0; i < 4_000; i++) {
        SparseVector x = new SparseVector(4);
        x.add(1 + random.nextInt(3), 1);
        slot.learn(i % 2, x, coin(random, i % 2 == 0 ? 0.2 : 0.6));
      }
      double[] pmf = pmf(slot, made.get(), 2, nothing);
      assertWhole(made.get(), pmf);
      boolean logits = made.get().usesLogits();
      assertTrue(logits || pmf[1] > 0.5, made.get().getClass().getSimpleName() + " " + pmf[1]);
    }
  }

  private interface Reward {
    double of(int arm, SplittableRandom random);
  }

  private double[] shares(Supplier<Policy> made, int arms, int rounds, Reward reward) {
    return play(slot(made.get(), arms), made.get(), rounds, reward);
  }

  /** Each arm's share of the last half of the rounds. */
  private double[] play(Slot slot, Policy policy, int rounds, Reward reward) {
    int arms = slot.memories.length;
    SplittableRandom random = new SplittableRandom(45);
    double[] shares = new double[arms];
    for (int i = 0; i < rounds; i++) {
      double[] pmf = pmf(slot, policy, arms, nothing);
      int arm = Draw.pick(pmf, arms, random.nextDouble());
      slot.learn(arm, nothing, reward.of(arm, random));
      shares[arm] += i >= rounds / 2 ? 2.0 / rounds : 0;
      assertWhole(policy, pmf);
    }
    return shares;
  }

  private double[] pmf(Slot slot, Policy policy, int arms, SparseVector x) {
    double[] pmf = new double[arms];
    share(arms);
    slot.probabilities(policy, x, estimates, pmf);
    return pmf;
  }

  /** Arms with one feature each, for the policy that uses them. */
  private void share(int arms) {
    double[][] features = new double[arms][1];
    for (int arm = 0; arm < arms; arm++) {
      features[arm][0] = arm % 2;
    }
    byte[] id = ("d" + decisions++).getBytes(StandardCharsets.UTF_8);
    draws.reset(1, 2, id, 0, id.length);
    estimates.shared.begin(features, IntStream.range(0, arms).toArray(), arms);
    estimates.shared.fill(draws, 0);
  }

  private static Slot slot(Policy policy, int arms) {
    return new Slot(arms, 1, 1, policy.usesLogits());
  }

  private static double coin(SplittableRandom random, double rate) {
    return random.nextDouble() < rate ? 1 : 0;
  }

  private static void assertWhole(Policy policy, double[] pmf) {
    double sum = 0;
    for (double p : pmf) {
      assertTrue(p >= 0.999 * Floor.DEFAULT / pmf.length, policy.getClass().getSimpleName());
      sum += p;
    }
    assertEquals(1, sum, 1e-9, policy.getClass().getSimpleName());
  }
}

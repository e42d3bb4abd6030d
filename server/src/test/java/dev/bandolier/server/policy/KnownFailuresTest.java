package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.SparseVector;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What other bandits were found to get wrong, asked of every policy that learns; fixed seeds. What only one policy could get wrong is
 * beside that policy, what the request could get wrong is in the decide room.
 */
final class KnownFailuresTest {
  private static final double EXACT = 1e-12;

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
        assertNoneNegative(made.get(), pmf);
        Floor.mix(pmf, arms, Floor.DEFAULT);
        assertWhole(made.get(), pmf);
      }
    }
  }

  /** Before the floor, which would hide what is a little below 0. */
  private static void assertNoneNegative(Policy policy, double[] pmf) {
    String name = policy.getClass().getSimpleName();
    for (double p : pmf) {
      assertTrue(p >= 0, name + " " + p);
    }
    assertEquals(1, Arrays.stream(pmf).sum(), EXACT, name);
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
    Trial.share(estimates, draws, decisions++, arms);
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

  /** A context of which nothing is known is the intercept alone, whatever was learned with features. */
  @Test
  void aContextWithoutAnything_isDecidedByWhatIsCommon() {
    for (Supplier<Policy> made : policies()) {
      Trial trial = new Trial(made.get(), 2, 4);
      SplittableRandom random = new SplittableRandom(44);
      for (int i = 0; i < 4_000; i++) {
        SparseVector x = new SparseVector(4);
        x.add(1 + random.nextInt(3), 1);
        trial.slot.learn(i % 2, x, Trial.coin(random, i % 2 == 0 ? 0.2 : 0.6));
      }
      double[] pmf = trial.pmf(new SparseVector(1));
      assertWhole(made.get(), pmf);
      assertTrue(pmf[1] > 0.8, made.get().getClass().getSimpleName() + " " + pmf[1]);
    }
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

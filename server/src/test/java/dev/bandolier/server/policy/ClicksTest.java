package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.SparseVector;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nine arms that are clicked at 0.3 % and one at 0.6 %, 200,000 decisions with the default settings: does the best arm get more
 * than half of the last fifth of the traffic in 95 of 100 runs? Fixed seeds. It did
 * in all 100: clicks lost 60.3 ± 3.3 by the default (least share of the last fifth 93.8 %), 115.3 ± 2.4 by Beta posteriors (89.6 %), 83.3 ± 4.5 by logits (92.8 %).
 */
@Tag("long")
final class ClicksTest {
  private static final int ARMS = 10;
  private static final int BEST = 7;
  private static final int ROUNDS = 200_000;
  private static final int RUNS = 100;
  private static final double RATE = 0.003;

  private final SparseVector x = new SparseVector(1);

  /** What a run came to: how much of the last fifth the best arm got, and the clicks lost to it in all. */
  private record Outcome(double share, double regret) {}

  @Test
  void theBestArm_isFoundByTheDefault() {
    assertFound("LINEAR_THOMPSON", () -> new LinearThompson(LinearThompson.DEFAULT_ALPHA), false);
  }

  @Test
  void theBestArm_isFoundByBetaPosteriors() {
    assertFound("BETA_THOMPSON", () -> new BetaThompson(0, 1), false);
  }

  @Test
  void theBestArm_isFoundByLogits() {
    assertFound(
        "LOGISTIC_THOMPSON", () -> new LogisticThompson(LinearThompson.DEFAULT_ALPHA), true);
  }

  private void assertFound(String name, Supplier<Policy> policy, boolean logits) {
    Outcome[] runs = new Outcome[RUNS];
    Arrays.setAll(runs, run -> play(policy.get(), run + 1, logits));
    double[] shares = Arrays.stream(runs).mapToDouble(Outcome::share).sorted().toArray();
    double mean = Arrays.stream(runs).mapToDouble(Outcome::regret).average().orElseThrow();
    double squares = Arrays.stream(runs).mapToDouble(run -> Math.pow(run.regret - mean, 2)).sum();
    long found = Arrays.stream(shares).filter(share -> share > 0.5).count();
    System.out.printf(
        "%-17s found in %d of %d, least share %.3f, median %.3f, clicks lost %.1f ± %.1f%n",
        name, found, RUNS, shares[0], shares[RUNS / 2], mean, error(squares));
    assertTrue(found >= 95, name + " in " + found + " of " + RUNS);
  }

  private static double error(double squares) {
    return Math.sqrt(squares / (RUNS - 1) / RUNS);
  }

  private Outcome play(Policy policy, long seed, boolean logits) {
    SplittableRandom random = new SplittableRandom(seed);
    Slot slot = new Slot(ARMS, 1, ArmPosterior.DEFAULT_PRIOR, logits);
    double[] pmf = new double[ARMS];
    int missed = 0;
    int hits = 0;
    for (int i = 0; i < ROUNDS; i++) {
      slot.probabilities(policy, x, pmf);
      int arm = Draw.pick(pmf, ARMS, random.nextDouble());
      double rate = arm == BEST ? 2 * RATE : RATE;
      slot.learn(arm, x, random.nextDouble() < rate ? 1 : 0);
      missed += arm == BEST ? 0 : 1;
      hits += arm == BEST && i >= ROUNDS - ROUNDS / 5 ? 1 : 0;
    }
    return new Outcome(hits / (ROUNDS / 5.0), missed * RATE);
  }
}

package dev.bandolier.server.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.server.policy.Estimates;
import dev.bandolier.server.policy.Floor;
import dev.bandolier.server.policy.LogisticThompson;
import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EvaluatorTest {

  private static final long MEMORY = 64 << 20;
  private static final double[] UNIFORM = {0.2, 0.2, 0.2, 0.2, 0.2};

  /** As in {@link ConfidenceSequenceTest}, with weights up to 6.7 and looks after every row. The README states how many missed. */
  @Test
  void sequence_ofAnOffPolicyValue_missesAtAnyLookAtTheStatedRateAtMost() {
    int runs = 2_000;
    int missed = 0;
    for (int run = 0; run < runs; run++) {
      missed += SequenceRun.misses(run, 150) ? 1 : 0;
    }
    assertTrue(missed <= 0.05 * runs + 3 * Math.sqrt(0.05 * 0.95 * runs), missed + " missed");
    assertEquals(0, missed);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "POLICY_TYPE_LINEAR_THOMPSON",
        "POLICY_TYPE_LOGISTIC_THOMPSON",
        "POLICY_TYPE_HYBRID_THOMPSON"
      })
  void policyThatLearns_isTaughtTheEarlierRows_andValuedOnTheRest(PolicyType type)
      throws IOException {
    PolicyValue found = frozen(LoggedWorld.rows(11, 4_000), type);
    assertEquals(2_000, found.learnedFrom());
    assertEquals(2_000, found.rounds());
    double best = 0;
    for (int context = 0; context < LoggedWorld.CONTEXTS; context++) {
      best += bestRate(context) / LoggedWorld.CONTEXTS;
    }
    Estimate dr = found.estimates().dr();
    assertTrue(dr.fixed().low() > LoggedWorld.value(UNIFORM), dr.toString());
    assertTrue(dr.fixed().low() < best, dr.toString());
    assertTrue(dr.anytime().contains(dr.value()));
  }

  private static double bestRate(int context) {
    double best = 0;
    for (int arm = 0; arm < LoggedWorld.ARMS; arm++) {
      best = Math.max(best, LoggedWorld.rate(context, arm));
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "POLICY_TYPE_GREEDY",
        "POLICY_TYPE_LOGISTIC_THOMPSON",
        "POLICY_TYPE_HYBRID_THOMPSON"
      })
  void ownRun_acceptsTheShareOfTheSmallestProbability_andLearnsFromThat(PolicyType type)
      throws IOException {
    double least = 1;
    for (int context = 0; context < LoggedWorld.CONTEXTS; context++) {
      least = Math.min(least, Arrays.stream(LoggedWorld.logged(context)).min().orElseThrow());
    }
    Question question = new Question(ValueOf.OWN_RUN, 0.5, Double.POSITIVE_INFINITY, 3);
    PolicyValue found =
        Evaluator.value(
            LoggedWorld.rows(5, 20_000),
            LoggedWorld.campaign(type),
            question,
            MEMORY,
            rows -> true);
    assertEquals(20_000, found.rounds());
    assertEquals(
        least * 20_000,
        (double) found.accepted(),
        5 * Math.sqrt(least * 20_000),
        "Poisson, five sigma");
    assertEquals((double) found.accepted(), found.estimates().ips().ess(), 1e-6);
    assertTrue(Double.isNaN(found.estimates().ips().anytime().low()));
    assertTrue(found.estimates().ips().value() > LoggedWorld.value(UNIFORM));
  }

  @Test
  void cancelled_endsAtOnce() {
    assertThrows(
        CancellationException.class,
        () ->
            Evaluator.value(
                LoggedWorld.rows(1, 100),
                LoggedWorld.campaign(PolicyType.POLICY_TYPE_UNIFORM),
                Question.DEFAULT,
                MEMORY,
                rows -> rows < 10));
  }

  /** The policy's probabilities, made again by hand of the model room's own functions. */
  @Test
  void logisticPolicy_isTaughtInLogits_asTheServerTeaches() {
    TargetPolicy policy =
        new TargetPolicy(
            LoggedWorld.campaign(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON),
            new MemoryBudget(MEMORY));
    SplittableRandom random = new SplittableRandom(4);
    Memory[] arms = new Memory[LoggedWorld.ARMS];
    for (int i = 0; i < arms.length; i++) {
      arms[i] = Memory.allocate(ArmLayout.words(5));
      ArmPosterior.initialise(arms[i], 0, 5, 1);
    }
    double count = 0;
    double sum = 0;
    Workspace work = new Workspace();
    for (int i = 0; i < 300; i++) {
      LoggedRow row = LoggedWorld.row(random, i);
      LoggedSlot slot = row.slots().get(0);
      policy.learn(row);
      Memory arm = arms[slot.chosen()[0]];
      double reward = slot.rewards()[0];
      double centre = LogisticPosterior.logit(count, count > 0 ? sum / count : 0);
      float at = LogisticPosterior.expand(arm, 0, slot.vector(), reward, centre, 1, work);
      LogisticPosterior.observe(arm, 0, slot.vector(), reward, at, 1, work);
      count++;
      sum += reward;
    }
    LoggedSlot asked = LoggedWorld.row(random, 300).slots().get(0);
    Estimates logits = new Estimates();
    logits.resize(arms.length);
    for (int i = 0; i < arms.length; i++) {
      logits.set(
          i,
          meanOf(arms[i], asked, LogisticPosterior.logit(count, sum / count)),
          widthOf(arms[i], asked));
    }
    double[] expected = new double[arms.length];
    new LogisticThompson(
            LoggedWorld.campaign(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON).exploration())
        .probabilities(logits, expected);
    Floor.mix(expected, arms.length, LoggedWorld.campaign(PolicyType.POLICY_TYPE_UNIFORM).floor());
    double[] found = new double[arms.length];
    policy.probabilities(asked, 300, found);
    assertArrayEquals(expected, found, 1e-9);
  }

  /** xᵀA⁻¹(b + λ·ℓ·e₀). */
  private static double meanOf(Memory arm, LoggedSlot slot, double centre) {
    double mean = 0;
    for (int i = 0; i < slot.vector().size(); i++) {
      int index = slot.vector().index(i);
      mean +=
          slot.vector().value(i)
              * (ArmPosterior.coefficient(arm, 0, index)
                  + centre * ArmPosterior.covariance(arm, 0, index, 0));
    }
    return mean;
  }

  private static double widthOf(Memory arm, LoggedSlot slot) {
    double variance = 0;
    for (int i = 0; i < slot.vector().size(); i++) {
      for (int j = 0; j < slot.vector().size(); j++) {
        variance +=
            slot.vector().value(i)
                * slot.vector().value(j)
                * ArmPosterior.covariance(arm, 0, slot.vector().index(i), slot.vector().index(j));
      }
    }
    return Math.sqrt(variance);
  }

  /** What the one of two alike arms has shown, a policy that shares expects of the other, too. */
  @Test
  void hybridPolicy_learnsOfAnArm_whatOneAlikeHasShown() {
    double[] shared = new double[LoggedWorld.ARMS];
    double[] alone = new double[LoggedWorld.ARMS];
    LoggedSlot asked = LoggedWorld.row(new SplittableRandom(1), 0).slots().get(0);
    taughtThatArmThreeIsGood(PolicyType.POLICY_TYPE_HYBRID_THOMPSON)
        .probabilities(asked, 1, shared);
    taughtThatArmThreeIsGood(PolicyType.POLICY_TYPE_LINEAR_THOMPSON).probabilities(asked, 1, alone);
    assertEquals(alone[1], alone[4], 1e-6);
    assertTrue(shared[4] > 1.5 * shared[1], shared[4] + " and " + shared[1]);
  }

  private static TargetPolicy taughtThatArmThreeIsGood(PolicyType type) {
    TargetPolicy policy = new TargetPolicy(LoggedWorld.campaign(type), new MemoryBudget(MEMORY));
    LoggedSlot some = LoggedWorld.row(new SplittableRandom(1), 0).slots().get(0);
    for (int i = 0; i < 60; i++) {
      boolean good = i % 2 == 0;
      LoggedSlot slot =
          new LoggedSlot(
              0,
              some.vector(),
              some.arms(),
              some.pmf(),
              new int[] {good ? 3 : 0},
              some.propensity(),
              new double[] {good && i % 4 == 0 ? 1 : 0});
      policy.learn(new LoggedRow(i, i, List.of(slot)));
    }
    return policy;
  }

  @Test
  void logisticPolicy_refusesARewardThatIsNoChance() {
    TargetPolicy policy =
        new TargetPolicy(
            LoggedWorld.campaign(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON),
            new MemoryBudget(MEMORY));
    LoggedSlot some = LoggedWorld.row(new SplittableRandom(1), 0).slots().get(0);
    LoggedSlot beyond =
        new LoggedSlot(
            0,
            some.vector(),
            some.arms(),
            some.pmf(),
            some.chosen(),
            some.propensity(),
            new double[] {5});
    EvaluationException refused =
        assertThrows(
            EvaluationException.class, () -> policy.learn(new LoggedRow(77, 0, List.of(beyond))));
    assertTrue(String.valueOf(refused.getMessage()).contains("77"), refused.getMessage());
  }

  @Test
  void posteriorsThatNeedTooMuchMemory_areRefused() {
    assertThrows(
        EvaluationException.class,
        () ->
            Evaluator.value(
                LoggedWorld.rows(1, 100),
                LoggedWorld.campaign(PolicyType.POLICY_TYPE_LIN_UCB),
                Question.DEFAULT,
                1_000,
                rows -> true));
  }

  static PolicyValue frozen(LoggedRows rows, PolicyType type) throws IOException {
    return Evaluator.value(
        rows, LoggedWorld.campaign(type), Question.DEFAULT, MEMORY, count -> true);
  }
}

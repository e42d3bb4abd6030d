package dev.bandolier.server.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class EvaluatorTest {

  private static final int RUNS = 500;
  private static final int ROWS = 500;
  private static final long MEMORY = 64 << 20;
  private static final double[] UNIFORM = {0.2, 0.2, 0.2, 0.2, 0.2};
  private static final double[] FIXED = {0.0002, 0.0002, 0.9992, 0.0002, 0.0002};

  /** Each assertion of bias fails for one seed in 22, each of coverage for one in 700 where it is just 95 %; the seeds are fixed. */
  @Test
  void estimators_overFiveHundredLogs_areUnbiasedAndCover_andDrErrsNoMoreThanIps()
      throws IOException {
    for (PolicyType type :
        new PolicyType[] {PolicyType.POLICY_TYPE_UNIFORM, PolicyType.POLICY_TYPE_FIXED}) {
      double value = LoggedWorld.value(type == PolicyType.POLICY_TYPE_UNIFORM ? UNIFORM : FIXED);
      ValueEstimates[] runs = new ValueEstimates[RUNS];
      for (int run = 0; run < RUNS; run++) {
        runs[run] = frozen(LoggedWorld.rows(run, ROWS), type).estimates();
      }
      assertUnbiased(runs, value, ValueEstimates::ips);
      assertUnbiased(runs, value, ValueEstimates::dr);
      assertCovers(runs, value, ValueEstimates::ips);
      assertCovers(runs, value, ValueEstimates::snips);
      assertCovers(runs, value, ValueEstimates::dr);
      assertTrue(error(runs, value, ValueEstimates::dr) <= error(runs, value, ValueEstimates::ips));
    }
  }

  private static void assertUnbiased(
      ValueEstimates[] runs, double value, Function<ValueEstimates, Estimate> which) {
    Moments found = new Moments();
    Arrays.stream(runs).forEach(run -> found.add(which.apply(run).value()));
    double error = Math.sqrt(found.variance() / RUNS);
    assertTrue(Math.abs(found.mean() - value) <= 2 * error, found.mean() + " for " + value);
  }

  private static void assertCovers(
      ValueEstimates[] runs, double value, Function<ValueEstimates, Estimate> which) {
    long fixed = count(runs, run -> which.apply(run).fixed(), value);
    assertTrue(fixed >= RUNS * (0.95 - 3 * Math.sqrt(0.95 * 0.05 / RUNS)), fixed + " fixed");
    if (!Double.isNaN(which.apply(runs[0]).anytime().low())) {
      assertTrue(count(runs, run -> which.apply(run).anytime(), value) >= 0.95 * RUNS);
    }
  }

  private static long count(
      ValueEstimates[] runs, Function<ValueEstimates, Interval> which, double value) {
    return Arrays.stream(runs).filter(run -> which.apply(run).contains(value)).count();
  }

  private static double error(
      ValueEstimates[] runs, double value, Function<ValueEstimates, Estimate> which) {
    return Math.sqrt(
        Arrays.stream(runs)
            .mapToDouble(run -> Math.pow(which.apply(run).value() - value, 2))
            .average()
            .orElseThrow());
  }

  /** As in {@link ConfidenceSequenceTest}, with weights up to 25 and looks after every row. */
  @Test
  void sequence_ofAnOffPolicyValue_missesAtAnyLookAtTheStatedRateAtMost() {
    int runs = 2_000;
    int missed = 0;
    for (int run = 0; run < runs; run++) {
      missed += SequenceRun.misses(run, 150) ? 1 : 0;
    }
    assertTrue(missed <= 0.05 * runs + 3 * Math.sqrt(0.05 * 0.95 * runs), missed + " missed");
  }

  @Test
  void policyThatLearns_isTaughtTheEarlierRows_andValuedOnTheRest() throws IOException {
    PolicyValue found = frozen(LoggedWorld.rows(11, 4_000), PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
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

  @Test
  void ownRun_acceptsTheShareOfTheSmallestProbability_andLearnsFromThat() throws IOException {
    double least = 1;
    for (int context = 0; context < LoggedWorld.CONTEXTS; context++) {
      least = Math.min(least, Arrays.stream(LoggedWorld.logged(context)).min().orElseThrow());
    }
    Question question = new Question(ValueOf.OWN_RUN, 0.5, Double.POSITIVE_INFINITY, 3);
    PolicyValue found =
        Evaluator.value(
            LoggedWorld.rows(5, 20_000),
            LoggedWorld.campaign(PolicyType.POLICY_TYPE_GREEDY),
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

  private static PolicyValue frozen(LoggedRows rows, PolicyType type) throws IOException {
    return Evaluator.value(
        rows, LoggedWorld.campaign(type), Question.DEFAULT, MEMORY, count -> true);
  }
}

package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Faded;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.LearningMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgettingTest extends RigTest {

  private static final long HOUR = 3_600_000;
  private static final double EXACT = 1e-12;

  private static Campaign.Builder forgetful() {
    Campaign.Builder definition = Rig.clicks().setHalfLife(Duration.newBuilder().setSeconds(3600));
    definition.getRewardRulesBuilder(0).getWindowBuilder().setSeconds(100 * 3600);
    return definition;
  }

  private static Campaign.Builder byDecisions(long decisions) {
    return forgetful().clearHalfLife().setHalfLifeDecisions(decisions);
  }

  private void fade() {
    rig.fold(new Faded(Rig.CAMPAIGN, 1000));
  }

  private void assertLesson(int arm, double weight, double sum) {
    assertThat(rig.lesson(0, arm).weight()).isCloseTo(weight, within(EXACT));
    assertThat(rig.lesson(0, arm).rewardSum()).isCloseTo(sum, within(EXACT));
  }

  @Test
  void aReward_afterItsHalfLife_countsHalf_alsoForAnArmThatNothingIsTaught() {
    rig.create(forgetful()).decide("d", 0);
    rig.report("d", "click");
    rig.now += HOUR;
    fade();
    assertLesson(0, 0.5, 0.5);
    rig.now += 2 * HOUR;
    fade();
    assertLesson(0, 0.125, 0.125);
  }

  @Test
  void anArmThatIsTaught_fadesWithoutWaitingForItsTurn() {
    rig.create(forgetful()).decide("d", 0);
    rig.now += HOUR;
    rig.decide("e", 0);
    assertLesson(0, 1.5, 0);
  }

  @Test
  void aLateOutcome_addsWhatIsLeftOfItsDecision_andTakingItBackLeavesNothing() {
    rig.create(forgetful()).decide("d", 0);
    rig.now += 2 * HOUR;
    rig.report("d", "click");
    assertLesson(0, 0.25, 0.25);
    rig.now += HOUR;
    rig.retract("d", "", "click");
    assertLesson(0, 0.125, 0);
    rig.now += HOUR;
    rig.censor("d", CensorReason.CENSOR_REASON_NOT_SHOWN);
    assertLesson(0, 0, 0);
    assertThat(rig.estimate(0, 0)).isCloseTo(0, within(EXACT));
  }

  @ParameterizedTest
  @EnumSource(
      value = LearningMode.class,
      names = {"LEARNING_MODE_PROVISIONAL", "LEARNING_MODE_AT_WINDOW_CLOSE"})
  void learningNowOrAtTheClose_comesToTheSame(LearningMode mode) {
    Campaign.Builder definition = forgetful().setLearningMode(mode);
    definition.getRewardRulesBuilder(0).getWindowBuilder().setSeconds(3600);
    rig.create(definition).decide("d", 0);
    rig.decide("e", 0);
    rig.now += HOUR / 2;
    rig.report("d", "click");
    rig.pass(HOUR / 2 + 300_000);
    rig.now += HOUR - 300_000;
    fade();
    assertLesson(0, 0.5, 0.25);
  }

  @Test
  void anArmAddedLate_startsFromThePrior_andHasNothingToMakeUpFor() {
    rig.create(forgetful());
    rig.now += 100 * HOUR;
    Campaign.Builder more = forgetful();
    more.getSlotsBuilder(0).addArmsBuilder().setId("c");
    rig.change(CampaignChanged.Change.UPDATED, 2, more, List.of());
    rig.decide("d", 2);
    rig.now += HOUR;
    fade();
    assertLesson(2, 0.5, 0);
  }

  @Test
  void anotherHalfLife_countsFromItsChangeOn() {
    rig.create(forgetful()).decide("d", 0);
    rig.now += HOUR;
    Campaign.Builder slower = forgetful().setHalfLife(Duration.newBuilder().setSeconds(7200));
    rig.change(CampaignChanged.Change.UPDATED, 2, slower, List.of());
    rig.now += 2 * HOUR;
    rig.report("d", "click");
    assertLesson(0, 0.25, 0.25);
    rig.change(CampaignChanged.Change.UPDATED, 3, forgetful().clearHalfLife(), List.of());
    rig.now += 50 * HOUR;
    fade();
    assertLesson(0, 0.25, 0.25);
    assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
  }

  @Test
  void theLearner_asksForFading_onlyWhenATickIsOver() {
    rig.create(forgetful()).decide("d", 0);
    rig.now += HOUR / 32 - 1;
    assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
    rig.now += 1;
    rig.learner.look();
    rig.catchUp();
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(Math.pow(0.5, 1 / 32.0), within(EXACT));
    assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
  }

  @Test
  void aFact_fadesAsManyArmsAsItSays_andPortionsGiveTheSameBits() throws IOException {
    rig.create(forgetful()).decide("d", 0);
    rig.decide("e", 1);
    rig.now += HOUR;
    try (Rig atOnce = rig.afterKill(directory.resolve("copy"))) {
      atOnce.fold(new Faded(Rig.CAMPAIGN, 10));
      rig.fold(new Faded(Rig.CAMPAIGN, 1));
      assertThat(rig.state().fading().isBehind(rig.now)).isTrue();
      assertLesson(1, 1, 0);
      rig.fold(new Faded(Rig.CAMPAIGN, 1));
      rig.fold(new Faded(Rig.CAMPAIGN, 1));
      assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
      assertThat(rig.posteriorBits()).isEqualTo(atOnce.posteriorBits());
    }
  }

  @Test
  void aSweep_thatTakesLongerThanATick_comesToEveryArm() {
    rig.create(forgetful()).decide("d", 0);
    rig.decide("e", 1);
    for (int turn = 0; turn < 4; turn++) {
      rig.now += HOUR;
      rig.fold(new Faded(Rig.CAMPAIGN, 1));
    }
    assertThat(rig.lesson(0, 0).weight()).isLessThan(0.6);
    assertThat(rig.lesson(0, 1).weight()).isLessThan(0.6);
  }

  @Test
  void aRollback_bringsBackWhatIsLeftOfTheSnapshotByNow() {
    rig.create(forgetful()).decide("d", 0);
    rig.report("d", "click");
    long snapshot = rig.snapshot("s");
    rig.now += HOUR;
    rig.decide("e", 0);
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    assertThat(rig.state().fading().isBehind(rig.now)).isTrue();
    fade();
    assertLesson(0, 0.5, 0.5);
    rig.now += HOUR;
    rig.retract("d", "", "click");
    assertLesson(0, 0.25, 0);
  }

  @Test
  void byDecisions_everyDecisionIsATime_alsoOneThatARollbackLeavesOut() {
    rig.create(byDecisions(1000));
    long snapshot = rig.snapshot("s");
    rig.decide("d", 0);
    rig.report("d", "click");
    for (int i = 1; i < 1001; i++) {
      rig.now += 1;
      rig.append("d" + i, false, dev.bandolier.v1.DecisionSource.DECISION_SOURCE_HOLDOUT, 1);
    }
    rig.catchUp();
    fade();
    assertLesson(0, 0.5, 0.5);
    rig.rollBack(snapshot, Mode.FOLD_AGAIN, rig.now - 500, rig.now + 1);
    fade();
    assertLesson(0, 0.5, 0.5);
    rig.retract("d", "", "click");
    assertLesson(0, 0.5, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverHappens_weightsAreThoseOfTheDecisionsAges_andFoldingAgainGivesTheSame(long seed) {
    Random random = new Random(seed);
    rig.create(forgetful());
    List<Long> made = new ArrayList<>();
    List<Integer> clicks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rig.now += random.nextInt((int) (HOUR / 10));
      int which = made.isEmpty() ? 0 : random.nextInt(made.size());
      switch (random.nextInt(4)) {
        case 0 -> fade();
        case 1 -> {
          if (!made.isEmpty()) {
            rig.report("d" + which, "click");
            clicks.set(which, 1);
          }
        }
        default -> {
          rig.decide("d" + made.size(), 0);
          made.add(rig.now);
          clicks.add(0);
        }
      }
      if (i % 60 == 59) {
        rig.restart();
      }
    }
    fade();
    double weight = 0;
    double sum = 0;
    for (int i = 0; i < made.size(); i++) {
      long ticks = ticks(rig.now) - ticks(made.get(i));
      weight += Math.pow(0.5, ticks / 32.0);
      sum += clicks.get(i) * Math.pow(0.5, ticks / 32.0);
    }
    assertLesson(0, weight, sum);
    long digest = rig.digest();
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
  }

  private static long ticks(long time) {
    return 32 * (time - Rig.START) / HOUR;
  }
}

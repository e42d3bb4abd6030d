package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.policy.TrackingCoin;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.UntrackedReason;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fates of decisions that are not tracked, and of corrections; see also {@link FoldTest}. */
class FatesTest {

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final UntrackedReason BY_SHARE = UntrackedReason.UNTRACKED_REASON_SHARE;

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(directory);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static Campaign.Builder half() {
    return Rig.clicks().setTrackedShare(0.5);
  }

  private static Campaign.Builder purchases() {
    return Rig.clicks()
        .addRewardRules(
            Rig.rule("buy", 1, 3600)
                .setUsesValue(true)
                .setValueRange(RewardBounds.newBuilder().setMin(-100).setMax(100))
                .setAggregation(Aggregation.AGGREGATION_SUM));
  }

  /** An id that is tracked where more than a share is, and not where less is. */
  private String idBetween(double low, double high) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "d" + i)
        .filter(id -> tracks(id, high) && !tracks(id, low))
        .findFirst()
        .orElseThrow();
  }

  private boolean tracks(String id, double share) {
    return TrackingCoin.tracks(rig.learner.books().draws(rig.campaign, id), share);
  }

  @Test
  void decision_untrackedByTheCampaignsShare_leavesNothingButItsCount() {
    rig.create(half()).decideUntracked("d", BY_SHARE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).decisions()).isZero();
    assertThat(rig.learner.books().ledger().size()).isZero();
    assertThat(rig.restart().state().untracked()).isEqualTo(1);
    rig.pass(2 * HOUR);
    assertThat(rig.statistics(0, 0).closed()).isZero();
  }

  @Test
  void everythingSaidOfAnUntrackedDecision_isUntracked_alsoAcrossARestart() {
    rig.create(half());
    String id = idBetween(0.5, 1);
    rig.decideUntracked(id, BY_SHARE);
    assertThat(rig.report(id, "click")).isEqualTo(Fate.FATE_UNTRACKED);
    assertThat(rig.activate(id, Rig.START)).isEqualTo(Fate.FATE_UNTRACKED);
    rig.restart();
    assertThat(rig.censor(id, CensorReason.CENSOR_REASON_NOT_SHOWN)).isEqualTo(Fate.FATE_UNTRACKED);
    assertThat(rig.retract(id, "", "click")).isEqualTo(Fate.FATE_UNTRACKED);
    assertThat(rig.state().count(Fate.FATE_UNTRACKED)).isEqualTo(4);
    assertThat(rig.learner.books().ledger().heldSize()).isZero();
  }

  @Test
  void outcome_ofADecisionUntrackedBeforeTheShareWasRaised_isFoundUntrackedAfterTheHold() {
    rig.create(half());
    String id = idBetween(0.5, 0.8);
    rig.decideUntracked(id, BY_SHARE);
    rig.change(CampaignChanged.Change.UPDATED, 2, Rig.clicks().setTrackedShare(0.8), List.of());
    assertThat(rig.restart().report(id, "click")).isEqualTo(Fate.FATE_HELD);
    rig.pass(Fold.HOLD);
    assertThat(rig.state().count(Fate.FATE_UNTRACKED)).isEqualTo(1);
  }

  @Test
  void outcome_ofATrackedDecisionThatComesFirst_isHeldForIt() {
    rig.create(half());
    String id = idBetween(0, 0.5);
    assertThat(rig.report(id, "click")).isEqualTo(Fate.FATE_HELD);
    rig.decide(id, 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.report("never" + id, "click")).isIn(Fate.FATE_HELD, Fate.FATE_UNTRACKED);
  }

  @Test
  void outcome_ofADecisionAnsweredWhileTheLedgerWasFull_isUnknownAfterTheHold() {
    rig.create(Rig.clicks());
    rig.decideUntracked("d", UntrackedReason.UNTRACKED_REASON_LEDGER_FULL);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_HELD);
    rig.pass(Fold.HOLD);
    assertThat(rig.state().count(Fate.FATE_UNKNOWN_DECISION)).isEqualTo(1);
    assertThat(rig.state().untracked()).isEqualTo(1);
    assertThat(rig.passing()).isEmpty();
  }

  @Test
  void outcome_ofADecisionThatServedTheDefaultArms_counts() {
    rig.create(Rig.clicks()).append("d", false, DecisionSource.DECISION_SOURCE_DEFAULT, 0);
    rig.catchUp();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void outcome_ofADecisionThatTheClientFellBackFrom_isCensoredHoweverTheyArrive() {
    rig.create(Rig.clicks());
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_NOT_SHOWN)).isEqualTo(Fate.FATE_HELD);
    rig.decide("d", 0);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
  }

  @Test
  void outcome_ofADecisionThatExpiredWithTheDefaultReward_isLate() {
    rig.create(Rig.clicks().setDefaultReward(-1)).decide("d", 0);
    rig.pass(2 * HOUR);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, -1));
  }

  @Test
  void outcome_afterTheLatePeriod_isUnknown() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.pass(2 * DAY);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_HELD);
    rig.pass(Fold.HOLD);
    assertThat(rig.state().count(Fate.FATE_UNKNOWN_DECISION)).isEqualTo(1);
  }

  @Test
  void refund_withinTheWindow_isAnOutcomeOfItsOwn() {
    rig.create(purchases()).decide("d", 0);
    rig.report("d", "buy", 42.5, "o1");
    assertThat(rig.report("d", "buy", -42.5, "o2")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
    assertThat(rig.statistics(0, 0).rewarded()).isEqualTo(1);
  }

  @Test
  void refund_afterTheWindow_replacesThePurchaseWithinTheCorrectionWindow() {
    rig.create(purchases().setCorrectionWindow(days(3))).decide("d", 0);
    rig.report("d", "buy", 42.5, "o1");
    rig.pass(HOUR + 2 * DAY);
    assertThat(replace("d", 10, "o2", "o1")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 10));
    rig.now += DAY;
    assertThat(replace("d", 0, "o3", "o2")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 10));
  }

  @Test
  void retraction_afterABotWasFound_countsWithinTheCorrectionWindowAlone() {
    rig.create(Rig.clicks().setCorrectionWindow(days(3)));
    rig.decide("d", 0);
    rig.decide("e", 0);
    rig.report("d", "click", 0, "o");
    rig.report("e", "click", 0, "o");
    rig.pass(HOUR + 2 * DAY);
    assertThat(rig.retract("d", "o", "")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(2, 1));
    rig.now += DAY;
    assertThat(rig.retract("e", "o", "")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.retract("d", "o", "")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(2, 1));
  }

  @Test
  void activation_toldAgain_isADuplicateWhateverCameOfItSince() {
    rig.create(Rig.clicks().setAtClose(AtClose.AT_CLOSE_CENSOR));
    rig.append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_ACCEPTED);
    rig.pass(2 * HOUR);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_DUPLICATE);
  }

  @Test
  void correctionWindow_shorterThanTheMemory_endsEarlier() {
    rig.create(Rig.clicks().setCorrectionWindow(Duration.newBuilder().setSeconds(600)));
    rig.decide("d", 0);
    rig.report("d", "click", 0, "o");
    rig.pass(2 * HOUR);
    assertThat(rig.retract("d", "o", "")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.report("d", "click", 0, "o")).isEqualTo(Fate.FATE_DUPLICATE);
  }

  private Fate replace(String id, double value, String outcomeId, String replaces) {
    return rig.fold(Rig.outcome(id, "buy", "", value, Long.MIN_VALUE, outcomeId, replaces, false));
  }

  private static Duration days(int days) {
    return Duration.newBuilder().setSeconds(86_400L * days).build();
  }
}

package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.ServingMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldTest {

  private static final long HOUR = 3_600_000;
  private static final long GRACE = 300_000;

  /** Arms of the first slot, among the posteriors, which count from 1. */
  private static final String FIRST_ARM = BlockKind.ARM + "/0/1";

  private static final String THIRD_ARM = BlockKind.ARM + "/0/3";

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

  @Test
  void decision_shown_countsWithTheDefaultRewardUntilItsClick() {
    rig.create(Rig.clicks()).decide("d", 1);
    assertThat(rig.lesson(0, 1)).isEqualTo(new Lesson(1, 0));
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 1)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
  }

  @Test
  void outcome_reportedTwice_countsOnce() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.report("d", "click");
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.restart().report("d", "click")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.state().count(Fate.FATE_DUPLICATE)).isEqualTo(2);
  }

  @Test
  void outcome_beforeItsDecision_isHeldAndThenCounts() {
    rig.create(Rig.clicks());
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_HELD);
    rig.restart().decide("d", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.state().count(Fate.FATE_ACCEPTED)).isEqualTo(1);
  }

  @Test
  void outcome_ofADecisionThatNeverComes_isUnknownAfterTenMinutes() {
    rig.create(Rig.clicks()).report("d", "click");
    rig.pass(Fold.HOLD);
    assertThat(rig.state().count(Fate.FATE_UNKNOWN_DECISION)).isEqualTo(1);
    rig.decide("d", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void outcome_afterItsWindow_isLate() {
    rig.create(Rig.clicks()).decide("d", 0);
    long late = rig.now + HOUR + 1;
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, late, "", "", false)))
        .isEqualTo(Fate.FATE_LATE);
    rig.pass(HOUR + GRACE);
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, Rig.START, "", "", false)))
        .isEqualTo(Fate.FATE_LATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void outcome_inItsWindowThatArrivesInTheGrace_counts() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.pass(HOUR + GRACE - 1);
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, Rig.START + HOUR, "", "", false)))
        .isEqualTo(Fate.FATE_ACCEPTED);
  }

  @Test
  void outcome_longBeforeItWasShown_isEarly() {
    rig.create(Rig.clicks()).decide("d", 0);
    long early = Rig.START - OutcomeFold.SKEW - 1;
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, early, "", "", false)))
        .isEqualTo(Fate.FATE_EARLY);
  }

  @Test
  void outcome_thatFitsNothing_isInvalid() {
    rig.create(Rig.clicks()).decide("d", 0);
    assertThat(rig.report("d", "bark")).isEqualTo(Fate.FATE_INVALID);
    assertThat(rig.fold(Rig.outcome("d", "click", "offer", 0, Long.MIN_VALUE, "", "", false)))
        .isEqualTo(Fate.FATE_INVALID);
  }

  @Test
  void outcomes_overTheLimit_areRefused() {
    dev.bandolier.v1.Campaign.Builder sums = Rig.clicks();
    sums.getRewardRulesBuilder(0).setAggregation(Aggregation.AGGREGATION_SUM);
    rig.create(sums).decide("d", 0);
    int accepted = 0;
    for (int i = 0; i < 300; i++) {
      accepted += rig.report("d", "click", 0, "o" + i) == Fate.FATE_ACCEPTED ? 1 : 0;
    }
    assertThat(accepted).isBetween(LedgerEntry.MAX_OUTCOMES - 2, LedgerEntry.MAX_OUTCOMES);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, accepted));
    assertThat(rig.report("d", "click", 0, "more")).isEqualTo(Fate.FATE_LIMIT);
  }

  @Test
  void outcomes_ofOneName_areAggregatedAsDeclared() {
    assertThat(afterPurchases(Aggregation.AGGREGATION_FIRST)).isEqualTo(2);
    assertThat(afterPurchases(Aggregation.AGGREGATION_LAST)).isEqualTo(3);
    assertThat(afterPurchases(Aggregation.AGGREGATION_SUM)).isEqualTo(9);
    assertThat(afterPurchases(Aggregation.AGGREGATION_MAX)).isEqualTo(4);
  }

  private double afterPurchases(Aggregation aggregation) {
    rig.close();
    rig = new Rig(directory.resolve(aggregation.name()));
    rig.create(
        Rig.clicks()
            .addRewardRules(
                Rig.rule("buy", 1, 3600)
                    .setUsesValue(true)
                    .setValueRange(RewardBounds.newBuilder().setMax(100))
                    .setAggregation(aggregation)));
    rig.decide("d", 0);
    rig.fold(Rig.outcome("d", "buy", "", 4, Rig.START + 20, "x", "", false));
    rig.fold(Rig.outcome("d", "buy", "", 2, Rig.START + 10, "y", "", false));
    rig.fold(Rig.outcome("d", "buy", "", 3, Rig.START + 30, "z", "", false));
    return rig.lesson(0, 0).rewardSum();
  }

  @Test
  void outcome_retracted_doesNotCount() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.report("d", "click", 0, "o");
    assertThat(rig.retract("d", "o", "")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.retract("d", "o", "")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.report("d", "click", 0, "o")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void outcome_retractedBeforeItComes_doesNotCount() {
    rig.create(Rig.clicks()).decide("d", 0);
    assertThat(rig.retract("d", "", "click")).isEqualTo(Fate.FATE_UNKNOWN_OUTCOME);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void outcome_replaced_countsAsTheNewOneAlsoAfterItsWindow() {
    rig.create(
        Rig.clicks()
            .addRewardRules(
                Rig.rule("buy", 1, 3600)
                    .setUsesValue(true)
                    .setValueRange(RewardBounds.newBuilder().setMin(-50).setMax(50))));
    rig.decide("d", 0);
    rig.report("d", "buy", 40, "o");
    rig.pass(2 * HOUR);
    assertThat(rig.fold(Rig.outcome("d", "buy", "", 10, Long.MIN_VALUE, "p", "o", false)))
        .isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 10));
  }

  @Test
  void decision_censored_teachesNothing() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.report("d", "click");
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_REPLACED)).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.report("d", "click", 0, "o")).isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
    assertThat(rig.state().open()).isZero();
  }

  @Test
  void decision_unansweredAndThenAnswered_isOpenAgain() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.censor("d", CensorReason.CENSOR_REASON_UNANSWERED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.fold(new Answered(Rig.CAMPAIGN, "d"))).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.state().open()).isEqualTo(1);
  }

  @Test
  void decision_unansweredAndThenCensoredByTheCaller_isNotOpenedByAnAnswer() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.censor("d", CensorReason.CENSOR_REASON_UNANSWERED);
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_REPLACED)).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_REPLACED)).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.fold(new Answered(Rig.CAMPAIGN, "d"))).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
  }

  @Test
  void decision_deferred_learnsFromItsActivationOn() {
    rig.create(Rig.clicks()).append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    rig.catchUp();
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_HELD);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void decision_deferredAndNeverActivated_isCensored() {
    rig.create(Rig.clicks().setActivationWindow(Duration.newBuilder().setSeconds(60)));
    rig.append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    rig.pass(60_000);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
  }

  @Test
  void decision_ofTheHoldout_isCountedApartAndTeachesNothing() {
    rig.create(Rig.clicks()).append("d", false, DecisionSource.DECISION_SOURCE_HOLDOUT, 0);
    rig.catchUp();
    rig.report("d", "click");
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).decisions()).isZero();
  }

  /** What the caller shows is learned from whatever its propensity, also where the policy would have chosen otherwise. */
  @Test
  void decision_inShadow_movesTheShownArmAndLeavesTheWouldBe() {
    rig.create(Rig.clicks());
    List<Long> untouched = rig.posteriorBits().get(FIRST_ARM);
    rig.shadow("d", 1, 0.3, 0);
    assertThat(rig.lesson(0, 1)).isEqualTo(new Lesson(1, 0));
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    rig.shadow("e", 1, 1, 0);
    assertThat(rig.lesson(0, 1)).isEqualTo(new Lesson(2, 1));
    assertThat(rig.posteriorBits().get(FIRST_ARM)).isNotNull().isEqualTo(untouched);
    assertThat(rig.statistics(0, 1).decisions()).isEqualTo(2);
    assertThat(rig.statistics(0, 0).decisions()).isZero();
    rig.pass(HOUR + GRACE);
    assertThat(rig.statistics(0, 1).rewardSum()).isEqualTo(1);
    assertThat(rig.statistics(0, 0).closed()).isZero();
  }

  @Test
  void window_closed_settlesWithTheDefaultAndIsForgottenLater() {
    rig.create(Rig.clicks().setDefaultReward(-0.5)).decide("d", 0);
    rig.decide("e", 0);
    rig.report("e", "click");
    rig.pass(HOUR + GRACE);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(2);
    assertThat(rig.statistics(0, 0).rewarded()).isEqualTo(1);
    assertThat(rig.statistics(0, 0).rewardSum()).isEqualTo(0.5);
    assertThat(rig.state().open()).isZero();
    rig.pass(24 * HOUR);
    assertThat(rig.forgotten).hasSize(2);
    assertThat(rig.learner.books().ledger().size()).isZero();
  }

  @Test
  void window_closesByTheFeed_onceTheFeedHasSpoken() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.fold(new FeedCompleted(Rig.CAMPAIGN, Rig.START + HOUR - 1));
    rig.pass(10 * HOUR);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, Rig.START + 1, "", "", false)))
        .isEqualTo(Fate.FATE_ACCEPTED);
    rig.fold(new FeedCompleted(Rig.CAMPAIGN, Rig.START + HOUR));
    rig.pass(1);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
  }

  @Test
  void slot_thatRequiresAnOpen_learnsOnlyOnceItIsThere() {
    rig.create(mail());
    rig.decide("d", 0, 1);
    assertThat(rig.lesson(1, 1)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.report("d", "open")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.lesson(1, 1)).isEqualTo(new Lesson(1, 0));
    rig.report("d", "click");
    assertThat(rig.lesson(1, 1)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void slot_thatRequiresAnOpen_isCensoredWithoutOne() {
    rig.create(mail());
    rig.decide("d", 0, 1);
    rig.pass(HOUR + GRACE);
    assertThat(rig.statistics(1, 1).censored()).isEqualTo(1);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
    assertThat(rig.lesson(1, 1)).isEqualTo(new Lesson(0, 0));
  }

  private static dev.bandolier.v1.Campaign.Builder mail() {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/c")
        .addSlots(Rig.slot("subject", "a", "b"))
        .addSlots(Rig.slot("image", "x", "y"))
        .addRewardRules(Rig.rule("open", 1, 3600).addSlots("subject"))
        .addRewardRules(Rig.rule("click", 1, 3600).addSlots("image").addRequires("open"));
  }

  @Test
  void outcome_ofAMachine_isIgnoredOrMakesItsSlotUnknowable() {
    dev.bandolier.v1.Campaign.Builder machines = mail();
    machines.getRewardRulesBuilder(0).setMachine(MachineEffect.MACHINE_EFFECT_UNKNOWABLE);
    rig.create(machines);
    rig.decide("d", 0, 1);
    assertThat(rig.fold(Rig.outcome("d", "click", "", 0, Long.MIN_VALUE, "", "", true)))
        .isEqualTo(Fate.FATE_IGNORED);
    assertThat(rig.fold(Rig.outcome("d", "open", "", 0, Long.MIN_VALUE, "", "", true)))
        .isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
  }

  @Test
  void learning_atWindowClose_movesNothingBefore() {
    rig.create(Rig.clicks().setLearningMode(LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE));
    rig.decide("d", 0);
    rig.report("d", "click");
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    rig.pass(HOUR + GRACE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void learning_onReward_needsAnOutcome() {
    rig.create(
        Rig.clicks()
            .setLearningMode(LearningMode.LEARNING_MODE_ON_REWARD)
            .setEveryZeroIsReported(true));
    rig.decide("d", 0);
    rig.decide("e", 0);
    rig.report("d", "click");
    rig.pass(HOUR + GRACE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void window_closedWithoutOutcome_isCensoredWhereDeclared() {
    rig.create(Rig.clicks().setAtClose(AtClose.AT_CLOSE_CENSOR)).decide("d", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    rig.pass(HOUR + GRACE);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
  }

  @Test
  void campaign_frozen_servesWhatItHadUntilThawed() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.change(
        CampaignChanged.Change.UPDATED,
        2,
        Rig.clicks().setMode(ServingMode.SERVING_MODE_FROZEN),
        List.of());
    int frozen = rig.model.slots().get(0).armBase(0);
    rig.decide("e", 0);
    rig.restart().report("e", "click");
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(2, 1));
    assertThat(servedWeight(0)).isEqualTo(1);
    rig.change(CampaignChanged.Change.UPDATED, 3, Rig.clicks(), List.of());
    assertThat(rig.model.slots().get(0).armBase(0)).isNotEqualTo(frozen);
    assertThat(servedWeight(0)).isEqualTo(2);
  }

  private double servedWeight(int arm) {
    dev.bandolier.server.model.SlotModel slot = rig.model.slots().get(0);
    dev.bandolier.server.model.Memory memory = slot.armMemory(arm);
    return dev.bandolier.server.model.ArmPosterior.weight(
        memory, dev.bandolier.server.model.TwinBlock.current(memory, slot.armBase(arm)));
  }

  @Test
  void arm_addedWhileTrafficFlows_leavesTheOthersAlone() {
    rig.create(Rig.clicks());
    List<Long> unlearned = rig.posteriorBits().get(FIRST_ARM);
    rig.decide("d", 0);
    dev.bandolier.v1.Campaign.Builder more = Rig.clicks();
    more.getSlotsBuilder(0).addArms(dev.bandolier.v1.Arm.newBuilder().setId("c"));
    rig.change(CampaignChanged.Change.UPDATED, 2, more, List.of());
    assertThat(rig.posteriorBits().get(THIRD_ARM)).isNotNull().isEqualTo(unlearned);
    rig.decide("e", 2);
    rig.report("d", "click");
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.lesson(0, 2)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void slot_reset_startsAnew() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.change(CampaignChanged.Change.UPDATED, 2, Rig.clicks(), List.of("image"));
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
  }

  @Test
  void outcome_ofADecisionFromBeforeItsSlotWasReset_teachesNothing() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.change(CampaignChanged.Change.UPDATED, 2, Rig.clicks(), List.of("image"));
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).rewardSum()).isEqualTo(1);
    rig.restart().censor("d", CensorReason.CENSOR_REASON_REPLACED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    rig.decide("e", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
  }

  @Test
  void campaign_deleted_givesItsMemoryBack() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.change(CampaignChanged.Change.DELETED, 2, Rig.clicks(), List.of());
    assertThat(rig.learner.books().campaigns()).isEmpty();
    assertThat(rig.learner.books().ledger().size()).isZero();
    assertThat(rig.restart().learner.books().campaigns()).isEmpty();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_UNKNOWN_DECISION);
  }

  @Test
  void restart_afterACleanStop_foldsNothingAgain() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.restart();
    assertThat(rig.folded).isZero();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void outcome_heldForADeferredSlotThatIsThenCensored_isCensored() {
    rig.create(Rig.clicks());
    rig.append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_HELD);
    rig.censor("d", CensorReason.CENSOR_REASON_NOT_SHOWN);
    assertThat(rig.state().count(Fate.FATE_CENSORED)).isEqualTo(1);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_DUPLICATE);
  }
}

package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecideOutcome.Refused;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.RecordHandler;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.Holdout;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.ShownArm;
import dev.bandolier.v1.SlotDecision;
import dev.bandolier.v1.SlotRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeciderTest {

  @TempDir Path directory;

  private final AtomicLong wall = new AtomicLong(1_700_000_000_000L);
  private final AtomicLong random = new AtomicLong(1);
  private final ServedCampaigns campaigns = new ServedCampaigns();
  private final DecisionIndex index = new DecisionIndex(5000);
  private final TokenSeal seal = new TokenSeal(new byte[32]);
  private Journal journal;
  private Decider decider;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0),
            wall::get,
            System::nanoTime,
            JournalListener.NONE);
    decider = decider(index);
    serve(Definitions.mail());
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void decide_answersEverySlot_withArmsPayloadsAndPropensities() {
    DecideResponse answer = answer(request("d1").setReturnPmf(true).build());

    assertThat(answer.getDecisionId()).isEqualTo("d1");
    assertThat(answer.getTracked()).isTrue();
    assertThat(answer.getSource()).isEqualTo(DecisionSource.DECISION_SOURCE_POLICY);
    assertThat(answer.getModelVersion()).isEqualTo(8);
    assertThat(answer.getModelVersionExact()).isTrue();
    assertThat(answer.getTime().getSeconds()).isEqualTo(1_700_000_000L);
    assertThat(answer.getSlotsList())
        .extracting(SlotDecision::getSlot)
        .containsExactly("subject", "image");
    ArmDecision subject = answer.getSlots(0).getArms(0);
    assertThat(subject.getPayload()).isEqualTo("<" + subject.getArm() + ">");
    assertThat(subject.getPropensity()).isCloseTo(0.25, within(1e-9));
    assertThat(subject.getPmfList())
        .extracting(ArmProbability::getArm)
        .containsExactly("s1", "s2", "s3", "s4");
    assertThat(sum(subject)).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void decide_prefersWhatHasEarnedMore_andNeverGoesBelowTheFloor() {
    serveTaught(Definitions.mail(), arm -> arm == 2 ? 1.0 : 0.0);

    DecideResponse answer = answer(request("d1").setReturnPmf(true).build());

    List<ArmProbability> pmf = answer.getSlots(0).getArms(0).getPmfList();
    assertThat(pmf.get(2).getProbability()).isGreaterThan(0.9);
    assertThat(pmf).allMatch(arm -> arm.getProbability() >= 0.001 / 4 * 0.999);
  }

  @Test
  void everyPolicy_decides_andLeavesNoArmBelowTheFloor() {
    for (PolicyType type : PolicyType.values()) {
      if (type == PolicyType.UNRECOGNIZED || type == PolicyType.POLICY_TYPE_FIXED) {
        continue;
      }
      Campaign.Builder campaign = Definitions.mail().toBuilder();
      campaign.setRewardBounds(RewardBounds.newBuilder().setMin(0).setMax(1));
      campaign.getPolicyBuilder().setType(type);
      serveTaught(campaign.build(), arm -> arm == 2 ? 1.0 : 0.0);
      DecideResponse answer = answer(request("d-" + type).setReturnPmf(true).build());
      List<ArmProbability> pmf = answer.getSlots(0).getArms(0).getPmfList();
      assertThat(answer.getModelVersionExact()).as("%s", type).isTrue();
      assertThat(pmf)
          .as("%s", type)
          .allMatch(arm -> arm.getProbability() >= 0.001 / 4 * 0.999)
          .allMatch(arm -> arm.getProbability() <= pmf.get(2).getProbability());
    }
  }

  @Test
  void aFixedPolicy_choosesTheDefaultArm_withTheFloorForTheOthers() {
    Campaign.Builder campaign = Definitions.mail().toBuilder();
    campaign.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_FIXED);
    campaign.getSlotsBuilder(0).setDefaultArm("s2");
    serveTaught(campaign.build(), arm -> arm == 2 ? 1.0 : 0.0);
    DecideResponse answer = answer(request("d1").setReturnPmf(true).build());
    List<ArmProbability> pmf = answer.getSlots(0).getArms(0).getPmfList();
    assertThat(pmf.get(1).getArm()).isEqualTo("s2");
    assertThat(pmf.get(1).getProbability()).isCloseTo(1 - 0.75 * 0.001, within(1e-12));
    assertThat(pmf.get(2).getProbability()).isCloseTo(0.001 / 4, within(1e-12));
  }

  /** Arms of 5, 40, 20 and 10 clicks in 50. Six standard deviations of four counts: a false alarm in 10⁷ salts. */
  @Test
  void decide_drawsEachArm_asOftenAsItsPropensitySays() {
    int[] clicks = {5, 40, 20, 10};
    serveRewarded(
        Definitions.mail(),
        (slot, arm) -> IntStream.range(0, 50).mapToDouble(i -> i < clicks[arm] ? 1 : 0).toArray());
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Double> pmf = new HashMap<>();
    int decisions = 4000;
    for (int i = 0; i < decisions; i++) {
      DecideRequest request = request("d" + i).clearContext().setReturnPmf(true).build();
      ArmDecision drawn = answer(request).getSlots(0).getArms(0);
      counts.merge(drawn.getArm(), 1, Integer::sum);
      pmf(drawn).forEach((arm, p) -> assertThat(p).isEqualTo(pmf.computeIfAbsent(arm, a -> p)));
      assertThat(drawn.getPropensity()).isEqualTo(pmf.get(drawn.getArm()));
    }
    assertThat(pmf.get("s2")).isGreaterThan(0.5);
    pmf.forEach(
        (arm, p) ->
            assertThat((double) counts.getOrDefault(arm, 0))
                .isCloseTo(decisions * p, within(6 * Math.sqrt(decisions * p * (1 - p)))));
  }

  @Test
  void decide_again_givesTheSameAnswer_andWritesOneFact() {
    DecideRequest request = request("d1").setReturnPmf(true).build();
    DecideResponse first = answer(request);
    serveTaught(Definitions.mail(), arm -> arm == 2 ? 1.0 : 0.0);
    wall.addAndGet(60_000);

    assertThat(answer(request)).isEqualTo(first);
    assertThat(facts(FactType.DECISION_MADE)).hasSize(1);
  }

  @Test
  void decide_again_withoutPmf_leavesItOut() {
    DecideResponse first = answer(request("d1").setReturnPmf(true).build());

    DecideResponse again = answer(request("d1").build());

    assertThat(arm(again)).isEqualTo(arm(first));
    assertThat(again.getSlots(0).getArms(0).getPmfList()).isEmpty();
  }

  @Test
  void decide_underATakenId_forAnotherRequest_isRefused() {
    answer(request("d1").build());

    Refusal refusal = refusal(request("d1").setUnit("somebody").build());

    assertThat(refusal.reason()).isEqualTo(Reason.DECISION_EXISTS);
    assertThat(index.find(0, 0)).isZero();
  }

  @Test
  void decide_withoutAnId_makesDifferentOnes() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(answer(request("").build()).getDecisionId());
    }
    assertThat(ids).hasSize(100).allMatch(id -> id.length() == 32);
  }

  @Test
  void decide_forAnUnknownCampaign_isNotFound() {
    DecideRequest request = request("d1").setCampaign("campaigns/none").build();

    assertThat(refusal(request).reason()).isEqualTo(Reason.CAMPAIGN_NOT_FOUND);
  }

  @Test
  void topK_hasNoRepeats_andConditionalPropensities() {
    serveTaught(Definitions.mail(), arm -> arm == 2 ? 1.0 : 0.0);
    DecideRequest request =
        request("d1").addSlots(subject().setCount(3)).setReturnPmf(true).build();

    SlotDecision slot = answer(request).getSlots(0);

    assertThat(slot.getArmsList())
        .extracting(ArmDecision::getArm)
        .doesNotHaveDuplicates()
        .hasSize(3);
    double product = 1;
    Map<String, Double> left = pmf(slot.getArms(0));
    for (ArmDecision arm : slot.getArmsList()) {
      double total = left.values().stream().mapToDouble(p -> p).sum();
      assertThat(arm.getPropensity())
          .isCloseTo(left.getOrDefault(arm.getArm(), 0.0) / total, within(1e-12));
      assertThat(sum(arm)).isCloseTo(1.0, within(1e-12));
      assertThat(pmf(arm).keySet()).isEqualTo(left.keySet());
      product *= arm.getPropensity();
      left.remove(arm.getArm());
    }
    assertThat(slot.getPropensity()).isCloseTo(product, within(1e-12));
  }

  @Test
  void onlyAndExcept_narrowWhoIsEligible() {
    DecideRequest request =
        request("d1")
            .addSlots(subject().addOnly("s1").addOnly("s3").addOnly("s4").addExcept("s3"))
            .setReturnPmf(true)
            .build();

    assertThat(pmf(answer(request).getSlots(0).getArms(0))).containsOnlyKeys("s1", "s4");
  }

  @Test
  void nothingEligible_isAFailedPrecondition_andFreesTheId() {
    DecideRequest nothing = request("d1").addSlots(subject().addOnly("s1").addExcept("s1")).build();

    assertThat(refusal(nothing).reason()).isEqualTo(Reason.NOTHING_ELIGIBLE);
    assertThat(facts(FactType.DECISION_MADE)).isEmpty();
    answer(request("d1").build());
  }

  @Test
  void everyArmPaused_isAFailedPrecondition_andOneResumedIsCertain() {
    Campaign.Builder campaign = Definitions.mail().toBuilder();
    campaign
        .getSlotsBuilder(0)
        .getArmsBuilderList()
        .forEach(arm -> arm.setState(ArmState.ARM_STATE_PAUSED));
    serve(campaign.build());
    assertThat(refusal(request("d1").build()).reason()).isEqualTo(Reason.NOTHING_ELIGIBLE);

    campaign.getSlotsBuilder(0).getArmsBuilder(2).setState(ArmState.ARM_STATE_ACTIVE);
    serve(campaign.build());
    ArmDecision subject = answer(request("d1").build()).getSlots(0).getArms(0);
    assertThat(subject.getArm()).isEqualTo("s3");
    assertThat(subject.getPropensity()).isEqualTo(1.0);
  }

  @Test
  void moreThanAreEligible_isRefused_withTheFieldsPath() {
    DecideRequest request = request("d1").addSlots(subject().setCount(5)).build();

    assertThat(refusal(request).violations()).extracting("field").containsExactly("slots[0].count");
  }

  @Test
  void uniformMode_isUniform_andStillThePolicys() {
    serveTaught(mode(ServingMode.SERVING_MODE_UNIFORM), arm -> arm == 2 ? 1.0 : 0.0);

    DecideResponse answer = answer(request("d1").build());

    assertThat(answer.getSource()).isEqualTo(DecisionSource.DECISION_SOURCE_POLICY);
    assertThat(answer.getSlots(0).getArms(0).getPropensity()).isEqualTo(0.25);
  }

  @Test
  void defaultArmMode_servesTheDefault_withCertainty() {
    serve(mode(ServingMode.SERVING_MODE_DEFAULT_ARM));

    DecideResponse answer = answer(request("d1").addSlots(subject().setCount(2)).build());

    assertThat(answer.getSource()).isEqualTo(DecisionSource.DECISION_SOURCE_DEFAULT);
    assertThat(answer.getSlots(0).getArmsList())
        .extracting(ArmDecision::getArm)
        .containsExactly("s2");
    assertThat(answer.getSlots(0).getPropensity()).isEqualTo(1.0);
  }

  @Test
  void defaultArmMode_withoutAnEligibleDefault_servesNothing() {
    serve(mode(ServingMode.SERVING_MODE_DEFAULT_ARM));

    DecideRequest request = request("d1").addSlots(subject().addExcept("s2")).build();

    assertThat(refusal(request).reason()).isEqualTo(Reason.NOTHING_ELIGIBLE);
  }

  @Test
  void holdout_takesItsShare_byUnit_alwaysTheSameUnits() {
    serve(holdout(HoldoutArms.HOLDOUT_ARMS_UNIFORM));
    int held = 0;
    for (int i = 0; i < 2000; i++) {
      DecisionSource one = source("a" + i, "unit" + i);
      assertThat(source("b" + i, "unit" + i)).isEqualTo(one);
      held += one == DecisionSource.DECISION_SOURCE_HOLDOUT ? 1 : 0;
    }
    // Six standard deviations around 0.2: a false alarm in 10⁹.
    assertThat(held).isBetween(400 - 108, 400 + 108);
  }

  @Test
  void holdout_ofDefaultArms_getsThem_whereEligible() {
    serve(holdout(HoldoutArms.HOLDOUT_ARMS_DEFAULT_ARM));
    for (int i = 0; i < 200; i++) {
      DecideResponse whole = answer(request("w" + i).addSlots(subject()).build());
      if (whole.getSource() == DecisionSource.DECISION_SOURCE_HOLDOUT) {
        assertThat(arm(whole)).isEqualTo("s2");
        assertThat(whole.getSlots(0).getPropensity()).isEqualTo(1.0);
      }
      SlotRequest.Builder without = subject().addExcept("s2");
      DecideResponse other = answer(request("o" + i).addSlots(without).build());
      assertThat(arm(other)).isNotEqualTo("s2");
    }
  }

  @Test
  void aFullIndex_answersUntracked_andJournalsIt() {
    decider = decider(new DecisionIndex(1));
    answer(request("d1").build());

    DecideResponse answer = answer(request("d2").build());

    assertThat(answer.getTracked()).isFalse();
    assertThat(answer.getSlotsCount()).isEqualTo(2);
    assertThat(answer.getTime().getSeconds()).isEqualTo(1_700_000_000L);
    assertThat(facts(FactType.DECISION_MADE)).hasSize(2);
  }

  @Test
  void aClosedJournal_answersUntracked_andFreesTheId() throws IOException {
    journal.close();

    assertThat(answer(request("d1").build()).getTracked()).isFalse();
    assertThat(index.size()).isZero();
  }

  @Test
  void posteriorsThatMoveMeanwhile_areOwnedUpTo() {
    ModelVersion moving = new ModelVersion(8);
    moving.begin();
    campaigns.publish(
        Models.taught(
            Definitions.compiled(Definitions.mail()), moving, (slot, arm) -> new double[0]));

    assertThat(answer(request("d1").build()).getModelVersionExact()).isFalse();
  }

  @Test
  void theFact_holdsEverythingThatFoldingNeeds() {
    DecideRequest request =
        request("d1")
            .setUnit("somebody")
            .setDeferred(true)
            .putLabels("send", "1")
            .putLabels("place", "top")
            .build();
    DecideResponse answer = answer(request);
    DecisionMade made = new DecisionMade().wrap(facts(FactType.DECISION_MADE).get(0));

    assertThat(made.campaign()).isEqualTo(7);
    assertThat(made.revision()).isEqualTo(1);
    assertThat(made.id()).isEqualTo("d1");
    assertThat(made.deferred()).isTrue();
    assertThat(made.tracked()).isTrue();
    assertThat(made.labels()).containsExactly("place=top", "send=1");
    assertThat(made.unitHi() | made.unitLo()).isNotZero();
    assertThat(made.slotCount()).isEqualTo(2);
    assertThat(made.seekSlot(0).eligible()).isEqualTo(4);
    assertThat(made.propensity(0)).isEqualTo(answer.getSlots(0).getPropensity());
    assertThat(made.index(0)).isZero();
    assertThat(made.value(0)).isEqualTo(1.0);
    assertThat(made.seekSlot(1).nonZeros()).isGreaterThan(made.seekSlot(0).nonZeros());
    assertThat(made.context().remaining()).isPositive();
  }

  @Test
  void anUnseenValue_isJournalled_once() {
    for (int i = 0; i < 5; i++) {
      answer(request("d" + i).build());
    }
    assertThat(facts(FactType.VALUE_SEEN)).hasSize(1);
    assertThat(Fact.read(FactType.VALUE_SEEN, facts(FactType.VALUE_SEEN).get(0)))
        .isEqualTo(new ValueSeen(7, "device", "mobile"));
  }

  @Test
  void get_tellsTheAnswer_withPmf() {
    DecideResponse first = answer(request("d1").setReturnPmf(true).build());
    GetDecisionRequest.Builder get = GetDecisionRequest.newBuilder().setCampaign(Definitions.NAME);

    assertThat(((Decided) decider.get(get.setDecisionId("d1").build())).response())
        .isEqualTo(first);
    assertThat(((Refused) decider.get(get.setDecisionId("d2").build())).refusal().reason())
        .isEqualTo(Reason.DECISION_NOT_FOUND);
  }

  @Test
  void unanswered_isCensored_andReopenedBeforeARepeatIsAnswered() {
    DecideRequest request = request("d1").build();
    decider.unanswered((Decided) decider.decide(request));
    assertThat(facts(FactType.CENSORED)).hasSize(1);
    assertThat(facts(FactType.ANSWERED)).isEmpty();

    Decided repeat = (Decided) decider.decide(request);
    assertThat(facts(FactType.ANSWERED)).hasSize(1);

    decider.answered(repeat);
    assertThat(facts(FactType.ANSWERED)).hasSize(1);
    assertThat(facts(FactType.CENSORED)).hasSize(1);
  }

  @Test
  void otherRequestUnderTheId_reopensNothing() {
    decider.unanswered((Decided) decider.decide(request("d1").build()));
    DecideRequest other = request("d1").setUnit("somebody else").build();

    assertThat(decider.decide(other)).isInstanceOf(Refused.class);
    assertThat(facts(FactType.ANSWERED)).isEmpty();
  }

  @Test
  void answered_byOneOfTwoCalls_isNotCensored() {
    Decided first = (Decided) decider.decide(request("d1").build());
    Decided hedge = (Decided) decider.decide(request("d1").build());
    decider.unanswered(first);
    decider.answered(hedge);

    assertThat(facts(FactType.CENSORED)).isEmpty();
  }

  @Test
  void batchItems_takeTheBatchsCampaign_andNoOther() {
    DecideRequest item = request("d1").clearCampaign().build();
    DecideRequest foreign = request("d2").setCampaign("campaigns/other").build();

    Decided decided = (Decided) decider.decideItem(item, Definitions.NAME, false);
    DecideOutcome refused = decider.decideItem(foreign, Definitions.NAME, false);

    assertThat(decided.response().getSlots(0).getArms(0).getPayload()).isEmpty();
    assertThat(((Refused) refused).refusal().violations())
        .extracting("field")
        .containsExactly("campaign");
  }

  private Decider decider(DecisionIndex over) {
    return new Decider(
        campaigns,
        journal,
        over,
        new Secrets(new UnitSecret(3, 4), seal),
        random::incrementAndGet,
        Durability.PROCESS,
        DecideListener.NONE);
  }

  @Test
  void inShadow_theCallersChoiceIsTheDecision_andThePolicysIsLogged() {
    serveTaught(mode(ServingMode.SERVING_MODE_SHADOW), arm -> arm == 2 ? 1.0 : 0.0);
    DecideRequest request =
        request("d1")
            .addSlots(subject().addShown(shown("s1", 0.3)).addShown(shown("s4", 0.5)))
            .build();

    DecideResponse answer = answer(request);

    assertThat(answer.getSource()).isEqualTo(DecisionSource.DECISION_SOURCE_SHADOW);
    SlotDecision slot = answer.getSlots(0);
    assertThat(slot.getArmsList()).extracting(ArmDecision::getArm).containsExactly("s1", "s4");
    assertThat(slot.getArmsList()).extracting(ArmDecision::getPropensity).containsExactly(0.3, 0.5);
    assertThat(slot.getWouldBe()).isEqualTo("s3");
    assertThat(answer(request)).isEqualTo(answer);
    DecisionMade made = new DecisionMade().wrap(facts(FactType.DECISION_MADE).get(0)).seekSlot(0);
    assertThat(made.wouldBe()).isEqualTo(2);
    assertThat(made.pmf(2)).isGreaterThan(0.9);
    assertThat(made.chosenArm(1)).isEqualTo(3);
  }

  @Test
  void decisionMadeInShadow_isAnsweredAgain_whenTheSwitchStandsElsewhere() {
    serve(mode(ServingMode.SERVING_MODE_SHADOW));
    DecideRequest request = request("d1").addSlots(subject().addShown(shown("s1", 0.3))).build();
    DecideResponse answer = answer(request);
    serve(mode(ServingMode.SERVING_MODE_ONLINE));
    assertThat(answer(request)).isEqualTo(answer);
  }

  @Test
  void inShadow_aChoiceThatIsMissingOrNotEligible_isRefused_andElsewhereAnyIs() {
    DecideRequest.Builder shows = request("d1").addSlots(subject().addShown(shown("s1", 1)));
    assertThat(fields(refusal(shows.build()))).containsExactly("slots[0].shown");
    serve(mode(ServingMode.SERVING_MODE_SHADOW));
    assertThat(fields(refusal(request("d2").build()))).containsExactly("slots");
    assertThat(fields(refusal(request("d3").addSlots(subject()).build())))
        .containsExactly("slots[0].shown");
    SlotRequest.Builder wrong = subject().addShown(shown("s9", 0)).setCount(2);
    assertThat(fields(refusal(request("d4").addSlots(wrong).build())))
        .containsExactly("slots[0].count", "slots[0].shown[0].arm", "slots[0].shown[0].propensity");
    SlotRequest.Builder excluded = subject().addExcept("s1").addShown(shown("s1", 1));
    assertThat(fields(refusal(request("d5").addSlots(excluded).build())))
        .containsExactly("slots[0].shown[0].arm");
  }

  @Test
  void anArm_isEligibleOnlyWithinItsSchedule() {
    Campaign.Builder campaign = Definitions.mail().toBuilder();
    long minute = 60;
    long now = wall.get() / 1000;
    List<Arm.Builder> arms = campaign.getSlotsBuilder(0).getArmsBuilderList();
    arms.get(0).getActiveFromBuilder().setSeconds(now + minute);
    arms.get(1).getActiveFromBuilder().setSeconds(now - minute);
    arms.get(2).getActiveUntilBuilder().setSeconds(now - minute);
    arms.get(3).getActiveUntilBuilder().setSeconds(now + minute);
    serve(campaign.build());
    assertThat(eligible("d1", subject())).containsExactly("s2", "s4");
  }

  @Test
  void anArm_isEligibleOnlyWithAllTagsThatAreRequired() {
    Campaign.Builder campaign = Definitions.mail().toBuilder();
    campaign.getSlotsBuilder(0).getArmsBuilder(0).addTags("de").addTags("adult");
    campaign.getSlotsBuilder(0).getArmsBuilder(1).addTags("de");
    serve(campaign.build());
    assertThat(eligible("d1", subject().addRequireTags("de"))).containsExactly("s1", "s2");
    assertThat(eligible("d2", subject().addRequireTags("de").addRequireTags("adult")))
        .containsExactly("s1");
    assertThat(refusal(request("d3").addSlots(subject().addRequireTags("fr")).build()).reason())
        .isEqualTo(Reason.NOTHING_ELIGIBLE);
    assertThat(refusal(request("d1").addSlots(subject().addRequireTags("adult")).build()).reason())
        .isEqualTo(Reason.DECISION_EXISTS);
  }

  private List<String> eligible(String id, SlotRequest.Builder slot) {
    DecideResponse answer = answer(request(id).addSlots(slot).setReturnPmf(true).build());
    return answer.getSlots(0).getArms(0).getPmfList().stream().map(ArmProbability::getArm).toList();
  }

  private static List<String> fields(Refusal refusal) {
    return refusal.violations().stream().map(Violation::field).toList();
  }

  private static ShownArm shown(String arm, double propensity) {
    return ShownArm.newBuilder().setArm(arm).setPropensity(propensity).build();
  }

  private void serve(Campaign definition) {
    campaigns.publish(Models.untaught(Definitions.compiled(definition)));
  }

  /** Every arm has seen its reward fifty times. */
  private void serveTaught(Campaign definition, IntToDoubleFunction reward) {
    serveRewarded(
        definition,
        (slot, arm) -> {
          double[] rewards = new double[50];
          Arrays.fill(rewards, reward.applyAsDouble(arm));
          return rewards;
        });
  }

  private void serveRewarded(Campaign definition, Models.Rewards rewards) {
    campaigns.publish(
        Models.taught(Definitions.compiled(definition), new ModelVersion(8), rewards));
  }

  private static Campaign mode(ServingMode mode) {
    return Definitions.mail().toBuilder()
        .setMode(mode)
        .setSlots(1, Definitions.mail().getSlots(1).toBuilder().setDefaultArm("i1"))
        .build();
  }

  private static Campaign holdout(HoldoutArms arms) {
    return mode(ServingMode.SERVING_MODE_ONLINE).toBuilder()
        .setHoldout(Holdout.newBuilder().setShare(0.2).setArms(arms))
        .build();
  }

  private static DecideRequest.Builder request(String id) {
    return DecideRequest.newBuilder()
        .setCampaign(Definitions.NAME)
        .setDecisionId(id)
        .setContext(
            Context.newBuilder()
                .addFeatures(Feature.newBuilder().setName("device").setCategory("mobile")));
  }

  private static SlotRequest.Builder subject() {
    return SlotRequest.newBuilder().setSlot("subject");
  }

  private DecisionSource source(String id, String unit) {
    return answer(request(id).setUnit(unit).build()).getSource();
  }

  private DecideResponse answer(DecideRequest request) {
    DecideOutcome outcome = decider.decide(request);
    assertThat(outcome).isInstanceOf(Decided.class);
    return ((Decided) outcome).response();
  }

  private Refusal refusal(DecideRequest request) {
    DecideOutcome outcome = decider.decide(request);
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).refusal();
  }

  private List<ByteBuffer> facts(byte type) {
    List<ByteBuffer> found = new ArrayList<>();
    RecordHandler collect =
        record -> {
          if (record.type() == type) {
            found.add(record.payload());
          }
        };
    assertThatCode(() -> journal.read(0).poll(collect, 1_000_000)).doesNotThrowAnyException();
    return found;
  }

  private static String arm(DecideResponse answer) {
    return answer.getSlots(0).getArms(0).getArm();
  }

  private static double sum(ArmDecision arm) {
    return arm.getPmfList().stream().mapToDouble(ArmProbability::getProbability).sum();
  }

  private static Map<String, Double> pmf(ArmDecision arm) {
    Map<String, Double> pmf = new HashMap<>();
    arm.getPmfList().forEach(each -> pmf.put(each.getArm(), each.getProbability()));
    return pmf;
  }
}

package dev.bandolier.server.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Activation;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.Censoring;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.Retraction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FeedbackTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final AcknowledgeWhen FOLDED = AcknowledgeWhen.ACKNOWLEDGE_WHEN_UNSPECIFIED;
  private static final AcknowledgeWhen RECORDED = AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED;
  private static final Timestamp SOON = Timestamp.newBuilder().setSeconds(NOW / 1000 + 299).build();
  private static final Timestamp FUTURE =
      Timestamp.newBuilder().setSeconds(NOW / 1000 + 3600).build();
  private static final Timestamp BROKEN = Timestamp.newBuilder().setNanos(-1).build();

  private static final Activation ACTIVATION =
      Activation.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1").build();
  private static final Censoring CENSORING =
      Censoring.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1").build();
  private static final Retraction RETRACTION =
      Retraction.newBuilder()
          .setCampaign(Definitions.NAME)
          .setDecisionId("d1")
          .setOutcomeId("o1")
          .build();

  private static final DecisionTokens NONE = DecisionTokens.NONE;

  @TempDir Path directory;

  private final Campaigns campaigns = new Campaigns();
  private final PendingFates fates = new PendingFates();
  private final LearningLag lag = new LearningLag(fates, 1000, RewardListener.NONE);
  private Journal journal;
  private Feedback feedback;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0),
            () -> NOW,
            System::nanoTime,
            JournalListener.NONE);
    campaigns.publish(Definitions.compiled(Definitions.mail()));
    feedback =
        new Feedback(
            campaigns, journal, fates, lag, NONE, FeedbackConfig.DEFAULTS, RewardListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void report_isRecorded_onceItIsOnDisk() throws Exception {
    Receipt receipt = get(feedback.report(outcome().build(), RECORDED));

    assertThat(receipt.fate()).isEqualTo(Fate.FATE_RECORDED);
    assertThat(receipt.position()).isPositive().isLessThan(journal.syncedPosition());
    assertThat(facts())
        .containsExactly(
            new OutcomeSeen(
                7, "d1", "click", "", "", -1, Double.NaN, Long.MIN_VALUE, "", "", false));
  }

  @Test
  void report_namesItsFate_onceItIsFolded() throws Exception {
    CompletableFuture<Receipt> receipt = feedback.report(outcome().build(), FOLDED);
    assertThat(receipt).isNotDone();

    fates.folded(journal.firstPosition(), Fate.FATE_ACCEPTED);

    assertThat(get(receipt).fate()).isEqualTo(Fate.FATE_ACCEPTED);
  }

  @Test
  void campaignsDurability_goesBeforeTheServers() throws Exception {
    try (Journal unsynced =
        Journal.open(
            directory.resolve("unsynced"),
            JournalConfig.DEFAULTS
                .withSizes(1 << 20, 1 << 16)
                .withWatermark(0)
                .withSyncEvery(Duration.ZERO),
            () -> NOW,
            System::nanoTime,
            JournalListener.NONE)) {
      serve(dev.bandolier.v1.Durability.DURABILITY_PROCESS);
      takeEverything(over(unsynced, Durability.POWER));
      assertThat(unsynced.syncedPosition()).isEqualTo(unsynced.firstPosition());

      serve(dev.bandolier.v1.Durability.DURABILITY_UNSPECIFIED);
      takeEverything(over(unsynced, Durability.PROCESS));
      assertThat(unsynced.syncedPosition()).isEqualTo(unsynced.firstPosition());

      serve(dev.bandolier.v1.Durability.DURABILITY_POWER);
      for (CompletableFuture<Receipt> receipt : takeAll(over(unsynced, Durability.PROCESS))) {
        assertThat(get(receipt).position()).isLessThan(unsynced.syncedPosition());
      }
    }
  }

  private void serve(dev.bandolier.v1.Durability durability) {
    campaigns.publish(
        Definitions.compiled(
            Definitions.mail().toBuilder().setOutcomeDurability(durability).build()));
  }

  private Feedback over(Journal other, Durability durability) {
    return new Feedback(
        campaigns,
        other,
        fates,
        lag,
        NONE,
        new FeedbackConfig(durability, 100),
        RewardListener.NONE);
  }

  private static void takeEverything(Feedback taking) throws Exception {
    for (CompletableFuture<Receipt> receipt : takeAll(taking)) {
      assertThat(get(receipt).fate()).isEqualTo(Fate.FATE_RECORDED);
    }
  }

  private static List<CompletableFuture<Receipt>> takeAll(Feedback taking) {
    return List.of(
        taking.report(outcome().build(), RECORDED),
        taking.activate(ACTIVATION, RECORDED),
        taking.censor(CENSORING, RECORDED),
        taking.retract(RETRACTION, RECORDED));
  }

  @Test
  void report_keepsEveryField() throws Exception {
    Outcome outcome =
        outcome()
            .setSlot("subject")
            .setArm("s2")
            .setPosition(3)
            .setValue(42.5)
            .setTime(SOON)
            .setOutcomeId("o2")
            .setReplaces("o1")
            .setMachine(true)
            .build();
    get(feedback.report(outcome, RECORDED));

    assertThat(facts())
        .containsExactly(
            new OutcomeSeen(
                7,
                "d1",
                "click",
                "subject",
                "s2",
                3,
                42.5,
                SOON.getSeconds() * 1000,
                "o2",
                "o1",
                true));
  }

  static Stream<Arguments> badOutcomes() {
    return Stream.of(
        bad("decision_id", outcome().clearDecisionId()),
        bad("decision_id", outcome().setDecisionId("x".repeat(65))),
        bad("name", outcome().setName("purchase")),
        bad("name", outcome().clearName()),
        bad("slot", outcome().setSlot("nothing")),
        bad("slot", outcome().setArm("s1")),
        bad("arm", outcome().setSlot("image").setArm("s1")),
        bad("position", outcome().setSlot("image").setArm("i1").setPosition(-1)),
        bad("position", outcome().setSlot("image").setArm("i1").setPosition(100)),
        bad("slot", outcome().setPosition(0)),
        bad("arm", outcome().setSlot("image").setPosition(0)),
        bad("value", outcome().setValue(Double.NaN)),
        bad("value", outcome().setValue(Double.NEGATIVE_INFINITY)),
        bad("time", outcome().setTime(FUTURE)),
        bad("time", outcome().setTime(BROKEN)),
        bad("outcome_id", outcome().setOutcomeId("x".repeat(65))),
        bad("replaces", outcome().setReplaces("x".repeat(65))));
  }

  @ParameterizedTest
  @MethodSource("badOutcomes")
  void aBadField_isInvalid_byItsPath_andNothingIsKept(String field, Outcome outcome)
      throws Exception {
    expectInvalid(feedback.report(outcome, FOLDED), field);
  }

  @Test
  void anUnknownCampaign_isInvalid_andNotFound() throws Exception {
    Receipt receipt = get(feedback.report(outcome().setCampaign("campaigns/x").build(), FOLDED));

    assertThat(receipt.fate()).isEqualTo(Fate.FATE_INVALID);
    assertThat(reason(receipt)).isEqualTo(Reason.CAMPAIGN_NOT_FOUND);
  }

  @Test
  void activate_isRecorded_andItsBadFieldsAreNamed() throws Exception {
    Activation.Builder good =
        Activation.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1").setTime(SOON);
    get(feedback.activate(good.addSlots("image").build(), RECORDED));
    assertThat(facts())
        .containsExactly(new Activated(7, "d1", SOON.getSeconds() * 1000, List.of("image")));

    expectInvalid(feedback.activate(good.clone().clearDecisionId().build(), FOLDED), "decision_id");
    expectInvalid(feedback.activate(good.clone().setTime(FUTURE).build(), FOLDED), "time");
    expectInvalid(feedback.activate(good.clone().addSlots("x").build(), FOLDED), "slots[1]");
    expectInvalid(feedback.activate(good.clone().addSlots("image").build(), FOLDED), "slots[1]");
  }

  @Test
  void censor_isRecorded_andItsBadFieldsAreNamed() throws Exception {
    Censoring.Builder good =
        Censoring.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1");
    get(feedback.censor(good.build(), RECORDED));
    assertThat(facts())
        .containsExactly(new Censored(7, "d1", List.of(), CensorReason.CENSOR_REASON_UNKNOWABLE));

    expectInvalid(feedback.censor(good.clone().clearDecisionId().build(), FOLDED), "decision_id");
    expectInvalid(feedback.censor(good.clone().addSlots("x").build(), FOLDED), "slots[0]");
    expectInvalid(
        feedback.censor(
            good.clone().setReason(CensorReason.CENSOR_REASON_UNANSWERED).build(), FOLDED),
        "reason");
    expectInvalid(feedback.censor(good.clone().setReasonValue(99).build(), FOLDED), "reason");
  }

  @Test
  void retract_isRecorded_andItsBadFieldsAreNamed() throws Exception {
    Retraction.Builder good =
        Retraction.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1");
    get(feedback.retract(good.clone().setOutcomeId("o1").build(), RECORDED));
    assertThat(facts()).containsExactly(new Retracted(7, "d1", "o1", "", "", "", -1));

    expectInvalid(feedback.retract(good.build(), FOLDED), "name");
    good.setName("click");
    expectInvalid(
        feedback.retract(good.clone().setDecisionId("x".repeat(65)).build(), FOLDED),
        "decision_id");
    expectInvalid(
        feedback.retract(good.clone().setOutcomeId("x".repeat(65)).build(), FOLDED), "outcome_id");
    expectInvalid(feedback.retract(good.clone().setSlot("x").build(), FOLDED), "slot");
    expectInvalid(
        feedback.retract(good.clone().setSlot("image").setArm("x").build(), FOLDED), "arm");
    expectInvalid(
        feedback.retract(
            good.clone().setSlot("image").setArm("i1").setPosition(100).build(), FOLDED),
        "position");
  }

  @Test
  void watermarks_areRecorded_unlessTheyLieInTheFuture() throws Exception {
    FeedWatermark past = watermark(Definitions.NAME, NOW / 1000);
    assertThat(feedback.check(List.of(past), "watermarks")).isNull();
    get(feedback.complete(past));
    assertThat(facts()).containsExactly(new FeedCompleted(7, NOW));

    List<FeedWatermark> wrong =
        List.of(
            past,
            watermark(Definitions.NAME, NOW / 1000 + 1),
            watermark("campaigns/x", 1),
            FeedWatermark.newBuilder().setCampaign(Definitions.NAME).build());
    Refusal refusal = Objects.requireNonNull(feedback.check(wrong, "watermarks"));
    assertThat(refusal.violations())
        .extracting(Violation::field)
        .containsExactly(
            "watermarks[1].complete_up_to",
            "watermarks[2].campaign",
            "watermarks[3].complete_up_to");
  }

  @Test
  void moreThanMayWait_isRefused_asTemporary() throws Exception {
    Feedback narrow =
        new Feedback(
            campaigns,
            journal,
            fates,
            lag,
            NONE,
            new FeedbackConfig(Durability.PROCESS, 1),
            RewardListener.NONE);
    assertThat(narrow.report(outcome().build(), FOLDED)).isNotDone();

    Receipt refused = get(narrow.report(outcome().build(), FOLDED));

    assertThat(refused.fate()).isEqualTo(Fate.FATE_UNSPECIFIED);
    assertThat(reason(refused)).isEqualTo(Reason.OVERLOADED);
  }

  @Test
  void aClosedJournal_refuses() throws Exception {
    journal.close();

    assertThat(reason(get(feedback.report(outcome().build(), RECORDED))))
        .isEqualTo(Reason.SHUTTING_DOWN);
  }

  private void expectInvalid(CompletableFuture<Receipt> answer, String field) throws Exception {
    int before = facts().size();
    Receipt receipt = get(answer);
    assertThat(receipt.fate()).isEqualTo(Fate.FATE_INVALID);
    assertThat(receipt.position()).isZero();
    assertThat(refusal(receipt).violations()).extracting(Violation::field).contains(field);
    assertThat(facts()).hasSize(before);
  }

  private static Receipt get(CompletableFuture<Receipt> receipt) throws Exception {
    return receipt.get(30, TimeUnit.SECONDS);
  }

  private static Reason reason(Receipt receipt) {
    return refusal(receipt).reason();
  }

  private static Refusal refusal(Receipt receipt) {
    return Objects.requireNonNull(receipt.refusal());
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    assertThatCode(
            () ->
                journal
                    .read(0)
                    .poll(record -> facts.add(Fact.read(record.type(), record.payload())), 1000))
        .doesNotThrowAnyException();
    return facts;
  }

  private static Outcome.Builder outcome() {
    return Outcome.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d1").setName("click");
  }

  private static Arguments bad(String field, Outcome.Builder outcome) {
    return Arguments.of(field, outcome.build());
  }

  private static FeedWatermark watermark(String campaign, long seconds) {
    return FeedWatermark.newBuilder()
        .setCampaign(campaign)
        .setCompleteUpTo(Timestamp.newBuilder().setSeconds(seconds))
        .build();
  }
}

package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.Activation;
import dev.bandolier.client.ArmStatistics;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.CensorReason;
import dev.bandolier.client.Censoring;
import dev.bandolier.client.Choice;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.Retraction;
import dev.bandolier.client.Settlement;
import dev.bandolier.client.SettlementState;
import dev.bandolier.client.SlotWanted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of outcomes, activations, censorings and retractions, against the real process. */
@ExtendWith(SharedServer.class)
final class FeedbackIT {
  private final BanditClient client;

  FeedbackIT(BanditClient client) {
    this.client = client;
  }

  @Test
  void outcomes_creditTheirSlots_onceEach() {
    String mail = TestCampaigns.makeMail(client, "report-mail");
    Decision decision = client.decideNow(TestCampaigns.reader(mail).build());
    OutcomeReport open = decision.outcome("open").build();
    OutcomeReport click = decision.outcome("click").slot("image").build();
    OutcomeReport purchase = decision.outcome("purchase").value(42.5).build();
    List<OutcomeReport> all = List.of(open, click, purchase);
    assertThat(fates(all)).containsOnly(Fate.ACCEPTED);
    assertThat(fates(all)).containsOnly(Fate.DUPLICATE);
    assertThat(settlement(decision, "subject").reward()).isEqualTo(1);
    assertThat(settlement(decision, "image").reward()).isEqualTo(1 + 21.25);
    assertThat(settlement(decision, "offer").reward()).isEqualTo(21.25);
    assertThat(settlement(decision, "offer").state()).isEqualTo(SettlementState.OPEN);
    CampaignStatistics statistics = client.campaigns().statistics(mail);
    ArmStatistics image = statistics.slot("image").arm(decision.arm("image"));
    assertThat(image.decisions()).isEqualTo(1);
    assertThat(image.rewardSum()).isEqualTo(22.25);
    assertThat(statistics.fates()).containsEntry("ACCEPTED", 3L).containsEntry("DUPLICATE", 3L);
  }

  private List<Fate> fates(List<OutcomeReport> reports) {
    return client.reportNow(reports, Acknowledge.FOLDED).stream()
        .map(Acknowledgement::fate)
        .toList();
  }

  @Test
  void outcomeWithoutAnId_isKnownByItsName() {
    Decision decision = decide("report-no-id");
    OutcomeReport first = decision.outcome("click").value(2).withoutOutcomeId().build();
    OutcomeReport second = decision.outcome("click").value(3).withoutOutcomeId().build();
    assertThat(fates(List.of(first, second))).containsExactly(Fate.ACCEPTED, Fate.DUPLICATE);
    assertThat(settlement(decision, "banner").reward()).isEqualTo(2);
  }

  @Test
  void severalOutcomes_areAdded_andValuesBeyondTheRangeAreClippedAndCounted() {
    Decision decision = decide("report-clipped");
    OutcomeReport small = decision.outcome("click").value(2).build();
    OutcomeReport large = decision.outcome("click").value(5000).build();
    assertThat(fates(List.of(small, large))).containsOnly(Fate.ACCEPTED);
    assertThat(settlement(decision, "banner").reward()).isEqualTo(1002);
    assertThat(arm(decision).clipped()).isEqualTo(1);
  }

  @Test
  void badOutcome_getsItsOwnAcknowledgement() {
    Decision decision = decide("report-bad");
    List<Fate> fates =
        fates(
            List.of(
                decision.outcome("unheard-of").build(),
                decision.outcome("click").build(),
                decision.outcome("click").value(Double.NaN).build(),
                decision.outcome("click").value(1).arm("nobody").build(),
                decision.outcome("click").value(1).build()));
    assertThat(fates.subList(0, 4)).containsOnly(Fate.INVALID);
    assertThat(fates.get(4)).isEqualTo(Fate.ACCEPTED);
  }

  @Test
  void outcomeBeforeItsDecision_isHeld_andThenCounts() {
    String banner = TestCampaigns.makeBanner(client, "report-early", "");
    OutcomeReport click = OutcomeReport.builder(banner, "soon", "click").value(7).build();
    assertThat(client.reportNow(click).fate()).isEqualTo(Fate.HELD);
    Decision decision =
        client.decideNow(DecisionRequest.builder(banner).decisionId("soon").build());
    Await.until("released", () -> settlement(decision, "banner").reward() == 7);
    assertThat(client.reportNow(click).fate()).isEqualTo(Fate.DUPLICATE);
  }

  @Test
  void replacement_takesThePlaceOfItsOutcome_andRetractionTakesItBack() {
    Decision decision = decide("report-replace");
    OutcomeReport wrong = decision.outcome("click").value(7).outcomeId("order-1").build();
    OutcomeReport right =
        decision.outcome("click").value(5).outcomeId("order-1b").replaces("order-1").build();
    assertThat(fates(List.of(wrong, right))).containsOnly(Fate.ACCEPTED);
    assertThat(settlement(decision, "banner").reward()).isEqualTo(5);
    assertThat(retract(right)).isEqualTo(Fate.ACCEPTED);
    assertThat(settlement(decision, "banner").reward()).isZero();
    assertThat(retract(right)).isEqualTo(Fate.DUPLICATE);
    assertThat(arm(decision).rewardSum()).isZero();
  }

  private Fate retract(OutcomeReport report) {
    return client.retract(Retraction.of(report), Acknowledge.FOLDED).join().fate();
  }

  @Test
  void machineOutcome_isIgnored() {
    String mail = TestCampaigns.makeMail(client, "report-machine");
    Decision decision = client.decideNow(TestCampaigns.reader(mail).build());
    assertThat(client.reportNow(decision.outcome("open").machine().build()).fate())
        .isEqualTo(Fate.IGNORED);
    assertThat(settlement(decision, "subject").reward()).isZero();
  }

  @Test
  void machineOutcome_thatMakesUnknowable_censorsWhatItCredits() {
    String name = "campaigns/report-unknowable";
    String rule = "    aggregation: AGGREGATION_SUM\n";
    client
        .campaigns()
        .create(TestCampaigns.banner(name).replace(rule, rule + "    machine: UNKNOWABLE\n"));
    Decision decision = client.decideNow(DecisionRequest.builder(name).build());
    assertThat(fates(List.of(decision.outcome("click").value(3).build())))
        .containsExactly(Fate.ACCEPTED);
    OutcomeReport machine = decision.outcome("click").value(5).machine().build();
    assertThat(fates(List.of(machine))).containsExactly(Fate.CENSORED);
    assertThat(state(decision)).isEqualTo(SettlementState.CENSORED);
    assertThat(arm(decision).censored()).isEqualTo(1);
    assertThat(arm(decision).rewardSum()).isZero();
    assertThat(fates(List.of(decision.outcome("click").value(7).build())))
        .containsExactly(Fate.CENSORED);
  }

  @Test
  void list_isCreditedByArmAndPosition() {
    String banner = TestCampaigns.makeBanner(client, "report-list", "");
    Decision decision =
        client.decideNow(
            DecisionRequest.builder(banner).slot(SlotWanted.best("banner", 2)).build());
    List<Choice> shown = decision.choices("banner");
    OutcomeReport.Builder vague = decision.outcome("click").value(1);
    assertThat(client.reportNow(vague.build()).fate()).isEqualTo(Fate.INVALID);
    String second = shown.get(1).arm();
    OutcomeReport byArm = decision.outcome("click").value(3).slot("banner").arm(second).build();
    OutcomeReport.Builder first = decision.outcome("click").value(4).slot("banner").position(0);
    OutcomeReport byPlace = first.arm(shown.get(0).arm()).build();
    OutcomeReport mistaken = first.arm(second).outcomeId("mistaken").build();
    assertThat(fates(List.of(byArm, byPlace, mistaken)))
        .containsExactly(Fate.ACCEPTED, Fate.ACCEPTED, Fate.INVALID);
    assertThat(settlements(decision)).extracting(Settlement::reward).containsExactly(4.0, 3.0);
    assertThat(client.campaigns().statistics(banner).slot("banner").arm(second).rewardSum())
        .isEqualTo(3);
  }

  @Test
  void deferredDecision_opensWhenActivated_andThenItsHeldOutcomesCount() {
    String banner = TestCampaigns.makeBanner(client, "report-deferred", "");
    Decision decision = client.decideNow(DecisionRequest.builder(banner).deferred().build());
    Await.until("waiting", () -> settlement(decision, "banner").state() == SettlementState.WAITING);
    assertThat(client.reportNow(decision.outcome("click").value(2).build()).fate())
        .isEqualTo(Fate.HELD);
    assertThat(activate(decision)).isEqualTo(Fate.ACCEPTED);
    assertThat(activate(decision)).isEqualTo(Fate.DUPLICATE);
    Settlement now = settlement(decision, "banner");
    assertThat(now.state()).isEqualTo(SettlementState.OPEN);
    assertThat(now.reward()).isEqualTo(2);
  }

  private Fate activate(Decision decision) {
    return client.activate(Activation.of(decision), Acknowledge.FOLDED).join().fate();
  }

  @Test
  void censoredSlot_teachesNothing_andTheOthersGoOn() {
    String mail = TestCampaigns.makeMail(client, "report-censor");
    Decision decision = client.decideNow(TestCampaigns.reader(mail).build());
    Censoring image = new Censoring(mail, decision.id(), List.of("image"), CensorReason.REPLACED);
    assertThat(client.censor(image, Acknowledge.FOLDED).join().fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(client.reportNow(decision.outcome("click").slot("image").build()).fate())
        .isEqualTo(Fate.CENSORED);
    assertThat(client.reportNow(decision.outcome("open").build()).fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(settlement(decision, "image").state()).isEqualTo(SettlementState.CENSORED);
    assertThat(settlement(decision, "offer").state()).isEqualTo(SettlementState.OPEN);
    var arm = client.campaigns().statistics(mail).slot("image").arm(decision.arm("image"));
    assertThat(arm.censored()).isEqualTo(1);
    assertThat(arm.rewardSum()).isZero();
  }

  @Test
  void windows_close_asTheRulesSay() {
    String mail = "campaigns/report-close";
    client
        .campaigns()
        .create(
            TestCampaigns.mail(mail).replace("3600s", "1s").replace("7200s", "1s")
                + "grace: 0.5s\n");
    Decision silent = client.decideNow(TestCampaigns.reader(mail).build());
    Decision opened = client.decideNow(TestCampaigns.reader(mail).build());
    client.reportNow(opened.outcome("open").build());
    Await.until("closed", () -> client.campaigns().statistics(mail).openDecisions() == 0);
    assertThat(settlements(silent))
        .extracting(Settlement::state)
        .containsExactly(
            SettlementState.DEFAULTED, SettlementState.CENSORED, SettlementState.CENSORED);
    assertThat(settlements(opened))
        .extracting(Settlement::state)
        .containsExactly(
            SettlementState.REWARDED, SettlementState.DEFAULTED, SettlementState.DEFAULTED);
    assertThat(client.reportNow(silent.outcome("open").build()).fate()).isEqualTo(Fate.LATE);
  }

  @Test
  void recordedOutcome_isFoldedToo() {
    Decision decision = decide("report-recorded");
    OutcomeReport click = decision.outcome("click").value(1).build();
    Acknowledgement told = client.reportNow(List.of(click), Acknowledge.RECORDED).get(0);
    assertThat(told.fate()).isEqualTo(Fate.RECORDED);
    assertThat(told.position()).isPositive();
    Await.until("folded", () -> settlement(decision, "banner").reward() == 1);
  }

  @Test
  void feedWatermark_closesWindows_andItsSilenceHoldsThem() {
    String fed = makeHasty("report-watermark");
    Decision first = client.decideNow(DecisionRequest.builder(fed).build());
    client.completeUpTo(fed, first.time()).join();
    Decision held = client.decideNow(DecisionRequest.builder(fed).build());
    Decision clocked = client.decideNow(DecisionRequest.builder(makeHasty("report-clock")).build());
    Await.until("closed by the clock", () -> state(clocked) == SettlementState.DEFAULTED);
    assertThat(state(held)).isEqualTo(SettlementState.OPEN);
    client.completeUpTo(fed, clocked.time()).join();
    client.completeUpTo(fed, held.time().plusSeconds(1)).join();
    Await.until("closed by the feed", () -> state(held) == SettlementState.DEFAULTED);
  }

  private SettlementState state(Decision decision) {
    return settlement(decision, "banner").state();
  }

  /** A banner whose windows are short. */
  private String makeHasty(String id) {
    String name = "campaigns/" + id;
    client.campaigns().create(TestCampaigns.banner(name).replace("3600s", "1s") + "grace: 0.1s\n");
    return name;
  }

  private Decision decide(String id) {
    String banner = TestCampaigns.makeBanner(client, id, "");
    return client.decideNow(DecisionRequest.builder(banner).build());
  }

  private ArmStatistics arm(Decision decision) {
    return client
        .campaigns()
        .statistics(decision.campaign())
        .slot("banner")
        .arm(decision.arm("banner"));
  }

  private Settlement settlement(Decision decision, String slot) {
    return settlements(decision).stream()
        .filter(each -> each.slot().equals(slot))
        .findFirst()
        .orElseGet(() -> new Settlement(slot, 0, SettlementState.OTHER, Double.NaN));
  }

  private List<Settlement> settlements(Decision decision) {
    return client.history(decision.campaign(), decision.id()).join().settlements();
  }
}

package dev.bandolier.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.FactType;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.UntrackedReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TelemetryTest {

  private static final Campaign MAIL = campaign(1, "campaigns/mail");

  private final Telemetry telemetry = Telemetry.start();

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void decisions_areCountedByCampaignAndSource() throws IOException {
    for (int i = 0; i < 3; i++) {
      telemetry.decide().decided(MAIL, DecisionSource.DECISION_SOURCE_POLICY, true, true);
    }
    telemetry.decide().decided(MAIL, DecisionSource.DECISION_SOURCE_HOLDOUT, false, false);
    assertThat(metrics())
        .contains(
            "bandolier_decisions_total{campaign=\"campaigns/mail\",source=\"policy\",tracked=\"true\"} 3.0",
            "bandolier_decisions_total{campaign=\"campaigns/mail\",source=\"holdout\",tracked=\"false\"} 1.0",
            "bandolier_decisions_inexact_total{campaign=\"campaigns/mail\"} 1.0");
  }

  @Test
  void outcomes_areCountedByFate() throws IOException {
    telemetry.learn().counted(MAIL, Fate.FATE_ACCEPTED);
    telemetry.learn().counted(MAIL, Fate.FATE_UNKNOWN_DECISION);
    telemetry.learn().expired(MAIL, 7);
    assertThat(metrics())
        .contains(
            "bandolier_outcomes_total{campaign=\"campaigns/mail\",fate=\"accepted\"} 1.0",
            "bandolier_outcomes_total{campaign=\"campaigns/mail\",fate=\"unknown_decision\"} 1.0",
            "bandolier_expiries_total{campaign=\"campaigns/mail\"} 7.0");
  }

  @Test
  void aCampaignThatWasDeleted_isReportedNoLonger() throws IOException {
    telemetry.decide().decided(MAIL, DecisionSource.DECISION_SOURCE_POLICY, true, true);
    telemetry.learn().counted(MAIL, Fate.FATE_ACCEPTED);
    telemetry.learn().withdrawn(MAIL);
    assertThat(metrics()).doesNotContain("campaigns/mail");
  }

  @Test
  void decisionThatIsCounted_afterItsCampaignWasDeleted_leavesNoCounter() throws IOException {
    telemetry.learn().withdrawn(MAIL);
    telemetry.decide().decided(MAIL, DecisionSource.DECISION_SOURCE_POLICY, true, false);
    telemetry.decide().untracked(MAIL, UntrackedReason.UNTRACKED_REASON_LEDGER_FULL);
    telemetry.decide().repeated(MAIL);
    assertThat(metrics()).doesNotContain("campaigns/mail");
  }

  @Test
  void campaignOfADeletedOnesName_isCounted() throws IOException {
    telemetry.decide().decided(MAIL, DecisionSource.DECISION_SOURCE_POLICY, true, true);
    telemetry.learn().withdrawn(MAIL);
    Campaign next = campaign(2, "campaigns/mail");
    telemetry.decide().decided(next, DecisionSource.DECISION_SOURCE_POLICY, true, true);
    assertThat(metrics()).contains("source=\"policy\",tracked=\"true\"} 1.0");
  }

  @Test
  void decisionsCounted_whileTheirCampaignsAreDeleted_leaveNoCounters() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    List<Campaign> campaigns =
        IntStream.rangeClosed(1, 500).mapToObj(i -> campaign(i, "campaigns/c" + i)).toList();
    CompletableFuture<Void> learner =
        CompletableFuture.runAsync(
            () -> each(campaigns, together, campaign -> telemetry.learn().withdrawn(campaign)));
    each(
        campaigns,
        together,
        campaign ->
            telemetry
                .decide()
                .decided(campaign, DecisionSource.DECISION_SOURCE_POLICY, true, false));
    learner.join();
    assertThat(metrics()).doesNotContain("campaigns/c");
  }

  private static void each(
      List<Campaign> campaigns, CyclicBarrier together, Consumer<Campaign> action) {
    for (Campaign campaign : campaigns) {
      try {
        together.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new AssertionError(e);
      }
      action.accept(campaign);
    }
  }

  @Test
  void whatIsRefused_isCountedByReason() throws IOException {
    telemetry.decide().refused(Refusal.Reason.NOTHING_ELIGIBLE);
    telemetry.reward().refused(Refusal.Reason.JOURNAL_FULL);
    telemetry.reward().recorded(FactType.OUTCOME_SEEN);
    telemetry.rpc().overloaded("DecisionService/DecideBatch");
    assertThat(metrics())
        .contains(
            "bandolier_decisions_refused_total{reason=\"nothing_eligible\"} 1.0",
            "bandolier_feedback_refused_total{reason=\"journal_full\"} 1.0",
            "bandolier_feedback_recorded_total{fact=\"outcome_seen\"} 1.0",
            "bandolier_calls_overloaded_total{method=\"DecisionService/DecideBatch\"} 1.0");
  }

  @Test
  void errors_areCountedByKind() throws IOException {
    RuntimeException bug = new IllegalStateException("a bug that this test makes");
    telemetry.rpc().failed("Decide", bug);
    telemetry.rpc().failed("Decide", bug);
    assertThat(metrics())
        .contains("bandolier_errors_total{error=\"Decide IllegalStateException\"} 2.0");
  }

  @Test
  void ailment_whileAllIsWell_isNull() {
    assertThat(telemetry.ailment()).isNull();
    telemetry.journal().broken(new IOException("the disk is gone"));
    assertThat(telemetry.ailment()).contains("journal", "the disk is gone");
  }

  private String metrics() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    telemetry.writeMetrics(text);
    return text.toString(StandardCharsets.UTF_8);
  }

  private static Campaign campaign(int uid, String name) {
    dev.bandolier.v1.Campaign definition =
        dev.bandolier.v1.Campaign.newBuilder()
            .setName(name)
            .addSlots(
                dev.bandolier.v1.Slot.newBuilder()
                    .setName("subject")
                    .addArms(dev.bandolier.v1.Arm.newBuilder().setId("a")))
            .build();
    return Campaign.compile(
        new CampaignChanged(CampaignChanged.Change.CREATED, uid, 1, 0, 0, List.of(), definition),
        0,
        null);
  }
}

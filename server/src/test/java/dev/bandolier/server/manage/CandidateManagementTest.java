package dev.bandolier.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.manage.ManageOutcome.Changed;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.HistoryEntry;
import dev.bandolier.v1.HistoryEvent;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.PromoteCandidateRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The campaign's policy is LINEAR_THOMPSON; candidates are LIN_UCB with a floor of its own, and a wider one. */
final class CandidateManagementTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final Evidence KNOWN =
      Evidence.newBuilder().setDecisions(9).setDifference(0.1).setLow(0.01).build();

  @TempDir private Path directory;
  private final Campaigns campaigns = new Campaigns();
  private Journal journal;
  private Management management;
  private CandidateManagement candidates;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 18).withWatermark(0),
            () -> NOW,
            System::nanoTime,
            JournalListener.NONE);
    management =
        new Management(
            campaigns,
            journal,
            new Follower(journal, campaigns, campaign -> {}),
            (wanted, before) -> null,
            new AtomicLong()::incrementAndGet,
            ManageConfig.DEFAULTS,
            ManageListener.NONE);
    candidates = new CandidateManagement(management);
    assertThat(management.create(CreateCampaignRequest.newBuilder().setCampaign(mail()).build()))
        .isInstanceOf(Changed.class);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private static Campaign.Builder mail() {
    return Definitions.mail().toBuilder()
        .addHistory(HistoryEntry.newBuilder().setCandidate("made up"))
        .addCandidates(candidate("ucb", PolicyType.POLICY_TYPE_LIN_UCB).setFloor(0.02))
        .addCandidates(
            Candidate.newBuilder()
                .setName("wider")
                .setPolicy(Policy.newBuilder().setExploration(2)));
  }

  private static Candidate.Builder candidate(String name, PolicyType type) {
    return Candidate.newBuilder().setName(name).setPolicy(Policy.newBuilder().setType(type));
  }

  private static Campaign done(ManageOutcome outcome) {
    assertThat(outcome).isInstanceOf(Changed.class);
    return ((Changed) outcome).campaign();
  }

  private static Reason reason(ManageOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).refusal().reason();
  }

  private ManageOutcome promote(String candidate, String etag) {
    return candidates.promote(
        PromoteCandidateRequest.newBuilder()
            .setCampaign(Definitions.NAME)
            .setCandidate(candidate)
            .setEtag(etag)
            .setRequestedBy("somebody")
            .build(),
        new Standing(current().revision(), KNOWN, Candidate.getDefaultInstance(), null));
  }

  private ManageOutcome demote() {
    return candidates.demote(
        DemoteCandidateRequest.newBuilder().setCampaign(Definitions.NAME).build());
  }

  private dev.bandolier.server.campaign.Campaign current() {
    return Objects.requireNonNull(campaigns.find(Definitions.NAME));
  }

  @Test
  void promotion_changesWhatServes_andTellsWhenWhoAndWhy() {
    Campaign now = done(promote("ucb", ""));

    assertThat(now.getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LIN_UCB);
    assertThat(now.getPolicy().hasExploration()).isFalse();
    assertThat(now.getFloor()).isEqualTo(0.02);
    assertThat(now.getCandidatesList()).extracting(Candidate::getName).containsExactly("wider");
    HistoryEntry entry = now.getHistory(0);
    assertThat(now.getHistoryCount()).isEqualTo(1);
    assertThat(entry.getEvent()).isEqualTo(HistoryEvent.HISTORY_EVENT_PROMOTED);
    assertThat(entry.getTime().getSeconds()).isEqualTo(NOW / 1000);
    assertThat(entry.getRevision()).isEqualTo(2);
    assertThat(entry.getRequestedBy()).isEqualTo("somebody");
    assertThat(entry.getEvidence()).isEqualTo(KNOWN);
    assertThat(entry.getAutomatic()).isFalse();
  }

  @Test
  void candidateWithoutAType_isTheCampaignsPolicyButForItsExploration() {
    Campaign now = done(promote("wider", ""));

    assertThat(now.getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    assertThat(now.getPolicy().getExploration()).isEqualTo(2);
    assertThat(now.getFloor()).isEqualTo(0.001);
  }

  /** Relative to an EPSILON_GREEDY that serves, an exploration of 2 would not even be valid. */
  @Test
  void promotion_leavesTheOtherCandidatesWhatTheyAre() {
    Campaign before = current().definition();
    done(
        management.update(
            UpdateCampaignRequest.newBuilder()
                .setCampaign(
                    before.toBuilder()
                        .addCandidates(
                            candidate("coin", PolicyType.POLICY_TYPE_EPSILON_GREEDY).setFloor(0.3)))
                .build()));

    Campaign now = done(promote("coin", ""));

    Candidate wider = now.getCandidates(1);
    assertThat(wider.getName()).isEqualTo("wider");
    assertThat(wider.getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    assertThat(wider.getPolicy().getExploration()).isEqualTo(2);
    assertThat(wider.getFloor()).isEqualTo(0.001);
    assertThat(done(promote("wider", "")).getFloor()).isEqualTo(0.001);
  }

  @Test
  void demotion_afterAnotherPrior_keepsThatPrior() {
    done(promote("ucb", ""));
    Campaign.Builder changed = current().definition().toBuilder().clearCandidates();
    changed.getPolicyBuilder().setPriorPrecision(7);
    done(
        management.update(
            UpdateCampaignRequest.newBuilder().setCampaign(changed).setAllowReset(true).build()));

    Campaign now = done(demote());

    assertThat(now.getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    assertThat(now.getPolicy().getPriorPrecision()).isEqualTo(7);
  }

  @Test
  void demotions_takePromotionsBack_theLatestFirst() {
    Campaign first = current().definition();
    done(promote("ucb", ""));
    done(promote("wider", ""));

    assertThat(done(demote()).getPolicy().hasExploration()).isFalse();
    Campaign now = done(demote());
    assertThat(now.getPolicy()).isEqualTo(first.getPolicy());
    assertThat(now.getFloor()).isEqualTo(first.getFloor());
    assertThat(reason(demote())).isEqualTo(Reason.NOTHING_PROMOTED);
    assertThat(now.getHistoryList())
        .extracting(HistoryEntry::getRevision)
        .containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void promotion_ofNobody_orUnderAnOldEtag_isRefused() {
    String etag = current().etag();

    assertThat(reason(promote("nobody", ""))).isEqualTo(Reason.CANDIDATE_NOT_FOUND);
    done(promote("ucb", etag));
    assertThat(reason(promote("wider", etag))).isEqualTo(Reason.ETAG_STALE);
  }

  @Test
  void arm_thatIsConcluded_isPaused_andCanBeResumed() {
    Campaign now = done(candidates.conclude(current(), "subject", "s3", KNOWN));

    Arm arm = now.getSlots(0).getArms(2);
    assertThat(arm.getState()).isEqualTo(ArmState.ARM_STATE_PAUSED);
    assertThat(now.getHistory(0).getArm()).isEqualTo("s3");
    assertThat(now.getHistory(0).getAutomatic()).isTrue();
    now =
        done(
            management.setArmState(
                Definitions.NAME,
                "subject",
                java.util.List.of("s3"),
                "",
                ArmState.ARM_STATE_ACTIVE));
    assertThat(now.getSlots(0).getArms(2).getState()).isEqualTo(ArmState.ARM_STATE_ACTIVE);
    assertThat(now.getHistoryCount()).isEqualTo(1);
  }

  @Test
  void history_isNobodysToWrite() {
    assertThat(current().definition().getHistoryCount()).isZero();
    done(promote("ucb", ""));
    Campaign changed =
        current().definition().toBuilder().clearHistory().setDisplayName("new").build();
    UpdateCampaignRequest.Builder update = UpdateCampaignRequest.newBuilder().setCampaign(changed);

    assertThat(done(management.update(update.build())).getHistoryCount()).isEqualTo(1);
    update.setUpdateMask(FieldMask.newBuilder().addPaths("history"));
    assertThat(
            reason(
                management.update(
                    update.clone().setCampaign(changed.toBuilder().clearEtag()).build())))
        .isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void history_keepsTheLatestFifty() {
    for (int i = 0; i < 30; i++) {
      Campaign now = current().definition();
      UpdateCampaignRequest.Builder update = UpdateCampaignRequest.newBuilder();
      update.setCampaign(
          now.toBuilder()
              .clearCandidates()
              .addCandidates(candidate("again", PolicyType.POLICY_TYPE_LIN_UCB)));
      done(management.update(update.build()));
      done(promote("again", ""));
      done(demote());
    }
    assertThat(current().definition().getHistoryList())
        .hasSize(50)
        .last()
        .extracting(HistoryEntry::getRevision)
        .isEqualTo(91L);
  }
}

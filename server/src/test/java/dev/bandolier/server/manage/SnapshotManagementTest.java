package dev.bandolier.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DeleteSnapshotRequest;
import dev.bandolier.v1.GetSnapshotRequest;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.ListSnapshotsResponse;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.TakeSnapshotRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotManagementTest {

  private static final long START = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;

  @TempDir Path directory;

  private final Campaigns campaigns = new Campaigns();
  private final AtomicLong salts = new AtomicLong();
  private long now = START;
  private Journal journal;
  private Management management;
  private JournalledSnapshots shelf;
  private SnapshotManagement snapshots;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 18).withWatermark(0),
            () -> now,
            () -> (now - START) * 1_000_000,
            JournalListener.NONE);
    management =
        new Management(
            campaigns,
            journal,
            new Follower(journal, campaigns, campaign -> {}),
            (wanted, before) -> null,
            salts::incrementAndGet,
            ManageConfig.DEFAULTS,
            ManageListener.NONE);
    shelf = new JournalledSnapshots(journal);
    snapshots =
        new SnapshotManagement(
            management, shelf, shelf, java.time.Duration.ofSeconds(30), ManageListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private void create(dev.bandolier.v1.Campaign definition) {
    management.create(CreateCampaignRequest.newBuilder().setCampaign(definition).build());
  }

  private SnapshotOutcome<Snapshot> take(String name) {
    return snapshots.take(
        TakeSnapshotRequest.newBuilder().setCampaign(Definitions.NAME).setSnapshot(name).build());
  }

  private static RollbackRequest.Builder rollback(String name, RollbackMode mode) {
    return RollbackRequest.newBuilder()
        .setCampaign(Definitions.NAME)
        .setSnapshot(name)
        .setMode(mode);
  }

  private SnapshotOutcome<RollbackResponse> rollback(RollbackRequest.Builder request) {
    return snapshots.rollback(request.build(), () -> false);
  }

  private static <T> T done(SnapshotOutcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Done.class);
    return ((Done<T>) outcome).value();
  }

  private static Refusal refusal(SnapshotOutcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused<?>) outcome).refusal();
  }

  @Test
  void snapshot_taken_isListedAndDescribed() {
    create(Definitions.mail());
    Snapshot taken = done(take("before-sale"));
    assertThat(taken.getName()).isEqualTo("before-sale");
    GetSnapshotRequest get =
        GetSnapshotRequest.newBuilder()
            .setCampaign(Definitions.NAME)
            .setSnapshot("before-sale")
            .build();
    assertThat(done(snapshots.get(get))).isEqualTo(taken);
    assertThat(refusal(snapshots.get(get.toBuilder().setSnapshot("x").build())).reason())
        .isEqualTo(Reason.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void snapshot_ofABadName_twice_orOfNoCampaign_isRefusedAndWritesNothing() {
    assertThat(refusal(take("s")).reason()).isEqualTo(Reason.CAMPAIGN_NOT_FOUND);
    create(Definitions.mail());
    done(take("s"));
    long written = journal.appends();
    assertThat(refusal(take("Sale!")).violations())
        .extracting(Violation::field)
        .containsExactly("snapshot");
    assertThat(refusal(take("s")).reason()).isEqualTo(Reason.SNAPSHOT_EXISTS);
    TakeSnapshotRequest stale =
        TakeSnapshotRequest.newBuilder()
            .setCampaign(Definitions.NAME)
            .setSnapshot("t")
            .setEtag("old")
            .build();
    assertThat(refusal(snapshots.take(stale)).reason()).isEqualTo(Reason.ETAG_STALE);
    assertThat(journal.appends()).isEqualTo(written);
  }

  @Test
  void snapshots_areListedOldestFirst_aPageAtATime() {
    create(Definitions.mail());
    for (int i = 0; i < 5; i++) {
      done(take("s" + i));
    }
    ListSnapshotsRequest.Builder request =
        ListSnapshotsRequest.newBuilder().setCampaign(Definitions.NAME).setPageSize(2);
    List<String> names = new ArrayList<>();
    ListSnapshotsResponse page = done(snapshots.list(request.build()));
    while (!page.getNextPageToken().isEmpty()) {
      page.getSnapshotsList().forEach(snapshot -> names.add(snapshot.getName()));
      page = done(snapshots.list(request.setPageToken(page.getNextPageToken()).build()));
    }
    page.getSnapshotsList().forEach(snapshot -> names.add(snapshot.getName()));
    assertThat(names).containsExactly("s0", "s1", "s2", "s3", "s4");
    assertThat(refusal(snapshots.list(request.setPageToken("?").build())).reason())
        .isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void snapshot_thatARollbackNamed_isNotDeleted() {
    create(Definitions.mail());
    done(take("kept"));
    done(take("other"));
    RollbackResponse response =
        done(rollback(rollback("kept", RollbackMode.ROLLBACK_MODE_LEAVE_OUT)));
    assertThat(response.getPosition()).isPositive();
    DeleteSnapshotRequest.Builder delete =
        DeleteSnapshotRequest.newBuilder().setCampaign(Definitions.NAME);
    assertThat(refusal(snapshots.delete(delete.setSnapshot("kept").build())).reason())
        .isEqualTo(Reason.SNAPSHOT_PINNED);
    done(snapshots.delete(delete.setSnapshot("other").build()));
    assertThat(shelf.of(1)).extracting(Snapshot::getName).containsExactly("kept");
    assertThat(refusal(snapshots.delete(delete.setSnapshot("other").build())).reason())
        .isEqualTo(Reason.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void rollback_ofBadFields_isRefused_byPath() {
    create(Definitions.mail());
    now += HOUR;
    done(take("s"));
    assertThat(fields(rollback("s", RollbackMode.ROLLBACK_MODE_UNSPECIFIED)))
        .containsExactly("mode");
    RollbackRequest.Builder request = rollback("s", RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
    request.setExcludeFrom(Millis.timestamp(now)).setExcludeTo(Millis.timestamp(now + 1));
    assertThat(fields(request)).containsExactly("exclude_from");
    request.setMode(RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
    assertThat(fields(request.clone().setExcludeTo(Millis.timestamp(now))))
        .containsExactly("exclude_to");
    assertThat(fields(request.clone().setExcludeFrom(Millis.timestamp(START))))
        .containsExactly("exclude_from");
    assertThat(fields(request.clone().clearExcludeFrom())).containsExactly("exclude_from");
    assertThat(shelf.prepared).isEmpty();
  }

  private List<String> fields(RollbackRequest.Builder request) {
    return refusal(rollback(request)).violations().stream().map(Violation::field).toList();
  }

  @Test
  void rollback_foldingAgain_preparesBeforeItsFactIsWritten() {
    create(Definitions.mail());
    done(take("s"));
    shelf.excluded = 12;
    RollbackRequest.Builder request = rollback("s", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
    request.setExcludeFrom(Millis.timestamp(now + 5)).setExcludeTo(Millis.timestamp(now + 9));
    RollbackResponse response = done(rollback(request));
    assertThat(response.getExcludedDecisions()).isEqualTo(12);
    assertThat(shelf.prepared).hasSize(1);
    RolledBack fact = shelf.prepared.get(0);
    assertThat(fact.excludeFrom()).isEqualTo(now + 5);
    assertThat(fact.excludeTo()).isEqualTo(now + 9);
    assertThat(shelf.of(1).get(0).getRollbackPositionsList())
        .containsExactly(response.getPosition());
    shelf.excluded = -1;
    assertThat(refusal(rollback(request)).reason()).isEqualTo(Reason.OVERLOADED);
  }

  @Test
  void rollback_thatCannotBe_orIsOnlyValidated_writesNothing() {
    create(Definitions.mail());
    done(take("s"));
    long written = journal.appends();
    RollbackRequest.Builder request = rollback("s", RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
    assertThat(done(rollback(request.clone().setValidateOnly(true))).getPosition()).isZero();
    assertThat(refusal(rollback(request.clone().setSnapshot("t"))).reason())
        .isEqualTo(Reason.SNAPSHOT_NOT_FOUND);
    assertThat(refusal(rollback(request.clone().setEtag("old"))).reason())
        .isEqualTo(Reason.ETAG_STALE);
    shelf.damage = "a flipped bit";
    assertThat(refusal(rollback(request)).reason()).isEqualTo(Reason.SNAPSHOT_DAMAGED);
    shelf.damage = null;
    shelf.obstacle = "it was imported";
    assertThat(refusal(rollback(request)).reason()).isEqualTo(Reason.SNAPSHOT_UNFIT);
    assertThat(journal.appends()).isEqualTo(written);
  }

  @Test
  void schedule_takesOneEachPeriod_andKeepsTheNewest() {
    create(
        Definitions.mail().toBuilder()
            .setSnapshotEvery(Duration.newBuilder().setSeconds(3600))
            .setSnapshotsKept(2)
            .build());
    SnapshotSchedule schedule = new SnapshotSchedule(campaigns, shelf, snapshots);
    schedule.look(now);
    assertThat(shelf.of(1)).isEmpty();
    for (int i = 0; i < 4; i++) {
      now += HOUR;
      schedule.look(now - 1);
      schedule.look(now);
      schedule.look(now + 1);
    }
    assertThat(shelf.of(1))
        .extracting(Snapshot::getName)
        .containsExactly("scheduled-20231115-011320", "scheduled-20231115-021320");
    new SnapshotSchedule(campaigns, shelf, snapshots).look(now + HOUR - 1);
    assertThat(shelf.of(1)).hasSize(2);
  }

  @Test
  void schedule_leavesOthersSnapshots_andThoseThatARollbackNamed() {
    create(
        Definitions.mail().toBuilder()
            .setSnapshotEvery(Duration.newBuilder().setSeconds(60))
            .setSnapshotsKept(1)
            .build());
    done(take("mine"));
    SnapshotSchedule schedule = new SnapshotSchedule(campaigns, shelf, snapshots);
    schedule.look(now);
    now += 60_000;
    schedule.look(now);
    String named = shelf.of(1).get(1).getName();
    done(rollback(rollback(named, RollbackMode.ROLLBACK_MODE_LEAVE_OUT)));
    for (int i = 0; i < 3; i++) {
      now += 60_000;
      schedule.look(now);
    }
    assertThat(shelf.of(1)).extracting(Snapshot::getName).hasSize(3).startsWith("mine", named);
  }
}

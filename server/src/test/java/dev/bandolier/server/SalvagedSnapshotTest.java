package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.manage.SnapshotOutcome;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RollbackMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and rollbacks of a directory whose journal has lost facts and was salvaged. */
final class SalvagedSnapshotTest {

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private Salvaging salvaging() {
    return new Salvaging(data(), copy());
  }

  private static boolean isUpdate(RecordView record) {
    return record.type() == FactType.CAMPAIGN_CHANGED
        && Fact.read(record.type(), record.payload()) instanceof CampaignChanged changed
        && changed.revision() == 2;
  }

  private static boolean isDecision(RecordView record, int mail) {
    return record.type() == FactType.DECISION_MADE
        && new DecisionMade().wrap(record.payload()).id().equals("mail-" + mail);
  }

  @Test
  void rollbackAcrossAChangeThatWasLostAndPutBack_isFoldedToTheSame() throws Exception {
    rollBackAcrossALostChange(RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
  }

  @Tag("long")
  @Test
  void rollbackThatLeavesOut_acrossSuchAChange_likewise() throws Exception {
    rollBackAcrossALostChange(RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
  }

  private void rollBackAcrossALostChange(RollbackMode mode) throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      server.take("before").traffic(30, 40).update().traffic(40, 60).take("behind");
      assertThat(server.rollBack("before", mode)).isInstanceOf(SnapshotOutcome.Done.class);
      server.traffic(60, 80);
    }
    String digest = Salvaging.verified(data());
    assertThat(salvaging().damage(SalvagedSnapshotTest::isUpdate)).hasSize(1);
    assertThat(salvaging().salvage().get("restored_facts").asInt()).isEqualTo(1);
    assertThat(Salvaging.verified(copy())).isEqualTo(digest);
    try (SampleServer saved = SampleServer.resume(copy()).traffic(80, 90)) {
      assertThat(saved.rollBack("behind", mode)).isInstanceOf(SnapshotOutcome.Done.class);
    }
  }

  @Test
  void changeThatWasLostForGood_takesItsSnapshotsAndRollbacksWithIt() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      server.take("before").update().traffic(30, 60).take("behind").traffic(60, 70);
      assertThat(server.rollBack("behind", RollbackMode.ROLLBACK_MODE_LEAVE_OUT))
          .isInstanceOf(SnapshotOutcome.Done.class);
    }
    salvaging().loseCatalog();
    assertThat(salvaging().damage(SalvagedSnapshotTest::isUpdate)).hasSize(1);
    assertThat(salvaging().salvage().get("restored_facts").asInt()).isZero();
    assertThat(Salvaging.verified(copy())).isNotEmpty();
    try (SampleServer saved = SampleServer.resume(copy()).traffic(70, 80)) {
      assertThat(saved.rollBack("behind", RollbackMode.ROLLBACK_MODE_LEAVE_OUT))
          .isInstanceOfSatisfying(
              SnapshotOutcome.Refused.class,
              refused -> {
                assertThat(refused.refusal().reason()).isEqualTo(Reason.SNAPSHOT_UNFIT);
                assertThat(refused.refusal().message()).contains("was lost");
              });
      assertThat(saved.rollBack("before", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN))
          .isInstanceOf(SnapshotOutcome.Done.class);
    }
    assertThat(Salvaging.verified(copy())).isNotEmpty();
  }

  @Tag("long")
  @Test
  void decisionThatOnlyASnapshotRemembers_isUnknown_alsoWhereItIsFoldedAgain() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      server.take("behind");
      assertThat(server.open(7)).isEqualTo(Fate.FATE_ACCEPTED);
      assertThat(server.rollBack("behind", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN))
          .isInstanceOf(SnapshotOutcome.Done.class);
    }
    assertThat(salvaging().damage(record -> isDecision(record, 7))).hasSize(1);
    assertThat(salvaging().salvage().get("restored_facts").asInt()).isZero();
    assertThat(Files.readString(copy().resolve("snapshots/salvaged"))).isNotEmpty();
    assertThat(Salvaging.verified(copy())).isNotEmpty();
    try (SampleServer saved = SampleServer.resume(copy()).traffic(30, 40)) {
      assertThat(saved.open(8)).isEqualTo(Fate.FATE_ACCEPTED);
      assertThat(saved.rollBack("behind", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN))
          .isInstanceOf(SnapshotOutcome.Done.class);
    }
    assertThat(Salvaging.verified(copy())).isNotEmpty();
  }
}

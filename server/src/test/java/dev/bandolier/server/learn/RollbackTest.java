package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.NumericFeature;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollbackTest extends RigTest {

  private static final long HOUR = 3_600_000;
  private static final long GRACE = 300_000;

  static dev.bandolier.v1.Campaign.Builder numbers() {
    dev.bandolier.v1.Campaign.Builder definition = Rig.clicks();
    definition.getSchemaBuilder().addFeatures(number("price"));
    return definition;
  }

  private static FeatureSchema.Builder number(String name) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setNumeric(NumericFeature.newBuilder().setMax(1));
  }

  private void traffic(String prefix, int decisions) {
    for (int i = 0; i < decisions; i++) {
      rig.now += 1000;
      rig.show(prefix + i, i % 2, 0.1 * (i % 7));
      if (i % 3 == 0) {
        rig.report(prefix + i, "click");
      }
    }
  }

  @Test
  void posteriors_afterLeavingOut_areTheSnapshotsBitForBit() {
    rig.create(numbers());
    traffic("a", 20);
    long snapshot = rig.snapshot("monday");
    Map<String, List<Long>> kept = rig.posteriorBits();
    traffic("b", 20);
    assertThat(rig.posteriorBits()).isNotEqualTo(kept);

    long position = rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);

    assertThat(rig.posteriorBits()).isEqualTo(kept);
    assertThat(rig.state().modelVersion()).isEqualTo(position);
    assertThat(rig.model.version().position()).isEqualTo(position);
    assertThat(rig.statistics(0, 0).decisions()).isEqualTo(20);
  }

  @Test
  void rollback_isTheSame_afterARestart_aKill_andFoldedAfresh() throws IOException {
    rig.create(numbers());
    traffic("a", 9);
    long snapshot = rig.snapshot("monday");
    traffic("b", 9);
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    traffic("c", 5);
    rig.rollBack(snapshot, Mode.FOLD_AGAIN, Rig.START + 12_000, Rig.START + 15_000);
    rig.report("b1", "click");
    rig.report("b4", "click");
    long digest = rig.digest();

    assertThat(rig.restart().digest()).isEqualTo(digest);
    try (Rig survivor = rig.afterKill(directory.resolve("copy"))) {
      assertThat(survivor.digest()).isEqualTo(digest);
    }
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
    deleteImages(rig.directory.resolve("snapshots"));
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
    assertThat(rig.shelf.of(Rig.CAMPAIGN)).hasSize(1);
  }

  private static void deleteImages(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.image")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  @Test
  void outcome_ofALessonThatTheSnapshotHas_goesOn_andOfALaterOne_teachesNothingMore() {
    rig.create(Rig.clicks());
    rig.decide("early", 0);
    long snapshot = rig.snapshot("s");
    rig.decide("late", 0);
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));

    assertThat(rig.report("late", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0));
    assertThat(rig.report("early", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    rig.restart().censor("late", CensorReason.CENSOR_REASON_UNKNOWABLE);
    rig.decide("new", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(2, 1));
    assertThat(rig.statistics(0, 0).rewardSum()).isEqualTo(1);
  }

  @Test
  void decision_thatHadTaughtNothing_teachesAfterTheRollback() {
    rig.create(Rig.clicks().setLearningMode(LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE));
    long snapshot = rig.snapshot("s");
    rig.decide("d", 0);
    rig.report("d", "click");
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    rig.pass(HOUR + GRACE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void arms_andFeatures_madeSinceTheSnapshot_startFromThePrior() {
    rig.create(numbers());
    traffic("a", 6);
    long snapshot = rig.snapshot("s");
    Lesson before = rig.lesson(0, 0);
    dev.bandolier.v1.Campaign.Builder more = numbers();
    more.getSlotsBuilder(0).addArms(Arm.newBuilder().setId("c"));
    more.getSchemaBuilder().addFeatures(number("age"));
    rig.change(CampaignChanged.Change.UPDATED, 2, more, List.of());
    Map<String, List<Long>> fresh = rig.posteriorBits();
    traffic("b", 6);
    rig.show("c", 2, 0.5);

    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);

    assertThat(rig.lesson(0, 0)).isEqualTo(before);
    assertThat(rig.lesson(0, 2)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.posteriorBits()).isEqualTo(fresh);
  }

  @Test
  void frozenCampaign_servesTheSnapshotFromTheRollbackOn() {
    rig.create(Rig.clicks());
    long snapshot = rig.snapshot("s");
    rig.decide("d", 0);
    rig.change(
        CampaignChanged.Change.UPDATED,
        2,
        Rig.clicks().setMode(ServingMode.SERVING_MODE_FROZEN),
        List.of());
    rig.decide("e", 0);
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    var slot = rig.model.slots().get(0);
    int payload = dev.bandolier.server.model.TwinBlock.current(slot.armMemory(0), slot.armBase(0));
    assertThat(dev.bandolier.server.model.ArmPosterior.weight(slot.armMemory(0), payload)).isZero();
  }

  @Test
  void snapshot_takenWhileFoldingGoesOn_isOfItsPosition() throws IOException {
    rig.create(numbers());
    traffic("a", 30);
    String before = SnapshotBlocks.digest(rig.store, Rig.CAMPAIGN);
    long position = rig.append(new SnapshotTaken(Rig.CAMPAIGN, "s", false));
    rig.catchUp();
    for (int i = 0; i < 40; i++) {
      rig.show("b" + i, 1, 0.3);
      rig.report("a" + i % 30, "click");
      rig.shelf.advanceBy(3);
    }
    rig.shelf.finishCaptures();

    Snapshot snapshot = rig.shelf.whole(Rig.CAMPAIGN, position).join();
    assertThat(snapshot.getDigest()).isEqualTo(before);
    assertThat(snapshot.getPosition()).isEqualTo(position);
    assertThat(snapshot.getObservations()).isEqualTo(30);
    assertThat(snapshot.getSlots(0).getArms()).isEqualTo(2);
    assertThat(snapshot.getSlots(0).getDimension()).isEqualTo(3);
    Path file = new SnapshotFiles(rig.directory.resolve("snapshots")).taken(1, position);
    assertThat(ImageReader.check(file).digest()).isEqualTo(before);
    assertThat(rig.restart().shelf.of(Rig.CAMPAIGN)).containsExactly(snapshot);
  }

  @Test
  void snapshot_deleted_isGone_alsoAfterARestartAndARebuild() {
    rig.create(Rig.clicks());
    long snapshot = rig.snapshot("s");
    rig.fold(new SnapshotDeleted(Rig.CAMPAIGN, snapshot));
    assertThat(rig.shelf.of(Rig.CAMPAIGN)).isEmpty();
    assertThat(rig.directory.resolve("snapshots")).isEmptyDirectory();
    assertThat(rig.restart().shelf.of(Rig.CAMPAIGN)).isEmpty();
    rig.rebuild();
    assertThat(rig.shelf.of(Rig.CAMPAIGN)).isEmpty();
  }

  @Test
  void snapshotFile_thatWasChanged_isRefusedByItsRollbackAndByARebuild() throws IOException {
    rig.create(Rig.clicks()).decide("d", 0);
    long first = rig.snapshot("first");
    rig.decide("e", 0);
    long second = rig.snapshot("second");
    SnapshotFiles files = new SnapshotFiles(rig.directory.resolve("snapshots"));
    Snapshot described = rig.shelf.whole(Rig.CAMPAIGN, first).join();
    Files.copy(
        files.taken(1, second),
        files.taken(1, first),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> rig.shelf.check(Rig.CAMPAIGN, described))
        .hasMessageContaining("another");
    assertThatThrownBy(() -> rig.rebuild()).hasMessageContaining("digest");
  }

  @Test
  void foldAgain_withoutAPeriod_givesThePosteriorsThatWereThereBitForBit() {
    rig.create(numbers());
    traffic("a", 20);
    long snapshot = rig.snapshot("s");
    traffic("b", 20);
    rig.report("a1", "click");
    rig.pass(2 * HOUR);
    traffic("c", 5);
    Map<String, List<Long>> live = rig.posteriorBits();
    rig.rollBack(snapshot, Mode.FOLD_AGAIN, 0, 0);
    assertThat(rig.posteriorBits()).isEqualTo(live);
    rig.report("c1", "click");
    assertThat(rig.lesson(0, 1).rewardSum()).isEqualTo(rig.statistics(0, 1).rewardSum());
  }

  @Test
  void foldAgain_bringsBackWhatARollbackLeftOut() {
    rig.create(numbers());
    traffic("a", 10);
    long snapshot = rig.snapshot("s");
    traffic("b", 10);
    Map<String, List<Long>> live = rig.posteriorBits();
    rig.rollBack(snapshot, Mode.LEAVE_OUT, 0, 0);
    rig.rollBack(snapshot, Mode.FOLD_AGAIN, 0, 0);
    assertThat(rig.posteriorBits()).isEqualTo(live);
    rig.report("b1", "click");
    assertThat(rig.lesson(0, 1).rewardSum()).isEqualTo(rig.statistics(0, 1).rewardSum());
  }

  @Test
  void foldAgain_withoutAPeriod_isAFreshFoldWithoutItsDecisions_andGoesOnLikeOne() {
    try (Rig fresh = new Rig(directory.resolve("fresh"))) {
      story(rig, true);
      long from = Rig.START + 40_000;
      rig.rollBack(
          rig.shelf.of(Rig.CAMPAIGN).get(0).getPosition(), Mode.FOLD_AGAIN, from, from + 15_000);
      story(fresh, false);
      assertThat(rig.posteriorBits()).isEqualTo(fresh.posteriorBits());
      for (Rig each : List.of(rig, fresh)) {
        each.report("d5", "click", Double.NaN, "again");
        each.report("d33", "click", Double.NaN, "again");
        each.report("d45", "click", Double.NaN, "again");
        each.show("new", 1, 0.9);
        each.pass(3 * HOUR);
      }
      assertThat(rig.posteriorBits()).isEqualTo(fresh.posteriorBits());
    }
  }

  /** Sixty decisions, one a second, with outcomes; decisions 40 to 54 belong to the bad period. */
  private static void story(Rig rig, boolean bad) {
    rig.create(numbers());
    for (int i = 1; i < 60; i++) {
      rig.now = Rig.START + i * 1000L;
      boolean excluded = i >= 40 && i < 55;
      if (bad || !excluded) {
        rig.show("d" + i, i % 2, 0.05 * i);
        rig.report("d" + i, "click");
      }
      rig.report("d" + i / 2, "click", Double.NaN, "o" + i);
      if (i == 20) {
        rig.snapshot("s");
      }
    }
  }

  @Test
  void campaign_deleted_givesItsSnapshotsUp_butThoseARollbackNeeds() {
    rig.create(Rig.clicks());
    long first = rig.snapshot("first");
    rig.snapshot("second");
    rig.rollBack(first, Mode.LEAVE_OUT, 0, 0);
    rig.change(CampaignChanged.Change.DELETED, 2, Rig.clicks(), List.of());
    SnapshotFiles files = new SnapshotFiles(rig.directory.resolve("snapshots"));
    assertThat(rig.directory.resolve("snapshots").toFile().listFiles()).hasSize(1);
    assertThat(files.taken(1, first)).exists();
    rig.rebuild();
    assertThat(rig.learner.books().campaigns()).isEmpty();
  }
}

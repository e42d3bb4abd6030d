package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.server.event.ImportMarked;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockDigest;
import dev.bandolier.server.store.DamagedImageException;
import dev.bandolier.server.store.ImageRestore;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseSnapshotTest {

  private static final int SEGMENT = 16 << 10;
  private static final long DAY = 86_400_000;

  @TempDir Path directory;
  private int made;

  /** Answers on the spot, as the learner would between two turns, and lets facts come in between. */
  private final class Interleaved implements BaseTaker.Between {
    private final Rig rig;
    private final boolean busy;

    Interleaved(Rig rig, boolean busy) {
      this.rig = rig;
      this.busy = busy;
    }

    @Override
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
      CompletableFuture<T> answer = CompletableFuture.completedFuture(question.get());
      if (busy) {
        live(rig, 3);
      }
      return answer;
    }
  }

  private BaseTaker taker(Rig rig, boolean busy) throws IOException {
    return new BaseTaker(
        new Interleaved(rig, busy),
        rig.store,
        rig.journal,
        Catalog.reading(rig.catalog),
        rig.bases(),
        rig.learner::foldedTime);
  }

  private BaseKeeper keeper(Rig rig, UpkeepConfig config, BaseListener listener)
      throws IOException {
    return new BaseKeeper(
        taker(rig, false),
        rig.learner,
        base -> CompletableFuture.completedFuture(rig.shelf.neededFrom(base)),
        rig.journal,
        rig.bases(),
        config,
        listener,
        () -> rig.now);
  }

  private BaseSnapshot take(Rig rig) throws IOException {
    return taker(rig, false).take(new CompletableFuture<>());
  }

  /** So many more decisions, most of them clicked, some clicked before they are known. */
  private void live(Rig rig, int decisions) {
    for (int i = 0; i < decisions; i++) {
      String id = "d" + made++;
      if (made % 7 == 0) {
        rig.report(id, "click");
      }
      rig.decide(id, made % 2);
      if (made % 3 != 0) {
        rig.report(id, "click");
      }
    }
  }

  @Test
  void storeMadeFromABaseTakenAmidFacts_isTheStoreMadeFromTheFirstFactOn() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      live(rig, 200);
      rig.report("never decided", "click");
      BaseSnapshot base = taker(rig, true).take(new CompletableFuture<>());
      live(rig, 20);
      String digest = BlockDigest.of(rig.store);
      rig.rebuildFromBase();
      assertThat(rig.folded).isLessThan(400).isGreaterThan(20);
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
      rig.rebuild();
      assertThat(rig.folded).isGreaterThan(400);
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
      assertThat(rig.bases().oldest()).contains(base);
    }
  }

  @Test
  void importThatHasEnded_isKnownFromABase_andAfterAStart_andOneThatHasBegunToo()
      throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      rig.fold(ImportMarked.begun(Rig.CAMPAIGN, "june"));
      ImportMarked ended = new ImportMarked(Rig.CAMPAIGN, "june", true, 700, 200);
      rig.fold(ended);
      ImportMarked begun = ImportMarked.begun(Rig.CAMPAIGN, "july");
      rig.fold(begun);
      long position = rig.store.donePosition();
      take(rig);
      live(rig, 3);
      rig.rebuildFromBase();
      assertThat(rig.state().imports().find("june").mark()).isEqualTo(ended);
      assertThat(rig.state().imports().find("july")).isEqualTo(new KnownImport(1, position, begun));
      rig.restart();
      assertThat(rig.state().imports().find("june").mark()).isEqualTo(ended);
      assertThat(rig.state().imports().find("august").mark()).isNull();
    }
  }

  @Test
  void base_saysWhichFactItNeedsFirst() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      long none = take(rig).needs();
      assertThat(none).isEqualTo(rig.store.donePosition());
      rig.decide("a", 0);
      long decided = rig.store.donePosition();
      live(rig, 10);
      assertThat(take(rig).needs()).isEqualTo(decided);
    }
  }

  @Test
  void heldFact_isNeededByTheBase() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      rig.report("later", "click");
      long held = rig.store.donePosition();
      rig.fold(new FeedCompleted(Rig.CAMPAIGN, 1));
      assertThat(take(rig).needs()).isEqualTo(held);
    }
  }

  @Test
  void baseOfDamagedBytes_leavesTheCatalogAsItIs() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      live(rig, 50);
      BaseSnapshot base = take(rig);
      byte[] bytes = Files.readAllBytes(base.file());
      bytes[bytes.length / 2] ^= 1;
      Files.write(base.file(), bytes);
      rig.store.reset();
      long end = rig.catalog.endPosition();
      assertThatThrownBy(
              () -> BaseSnapshots.restore(base, rig.store, rig.catalog, ImageRestore.Wanted.ALL))
          .isInstanceOf(DamagedImageException.class)
          .hasMessageContaining(base.file().toString());
      assertThat(rig.catalog.endPosition()).isEqualTo(end);
      assertThat(rig.store.donePosition()).isZero();
    }
  }

  @Test
  void journalCutBehindABase_isEnoughToRestartToSurviveAKillAndToRebuild() throws IOException {
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(Rig.clicks());
      BaseKeeper keeper = keeper(rig, keep(DAY), BaseListener.NONE);
      age(rig, keeper, 6);
      assertThat(rig.journal.isWhole()).isFalse();
      String digest = BlockDigest.of(rig.store);
      rig.restart();
      assertThat(rig.folded).isZero();
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
      rig.rebuildFromBase();
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
      live(rig, 5);
      digest = BlockDigest.of(rig.store);
      Path work = Files.createDirectories(directory.resolve("work"));
      try (Replay replay = rig.replay(work)) {
        assertThat(replay.position()).isEqualTo(rig.bases().oldest().orElseThrow().position());
        assertThat(replay.time()).isPositive();
        assertThat(replay.runToEnd((position, facts) -> {})).isPositive();
        assertThat(BlockDigest.of(replay.store())).isEqualTo(digest);
      }
      try (Rig killed = rig.afterKill(directory.resolve("killed"))) {
        assertThat(BlockDigest.of(killed.store)).isEqualTo(digest);
        killed.rebuildFromBase();
        assertThat(BlockDigest.of(killed.store)).isEqualTo(digest);
      }
    }
  }

  @Test
  void snapshotWhoseFactsWereRetired_isNotFoldedAgain_butCanBeReturnedTo() throws IOException {
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(Rig.clicks());
      live(rig, 10);
      long position = rig.snapshot("first");
      Lesson learned = rig.lesson(0, 0);
      age(rig, keeper(rig, keep(DAY), BaseListener.NONE), 6);
      assertThat(rig.journal.firstPosition()).isGreaterThan(position);
      Snapshot snapshot = rig.restart().shelf.whole(Rig.CAMPAIGN, position).join();
      assertThat(rig.shelf.obstacle(Rig.CAMPAIGN, snapshot, RolledBack.Mode.FOLD_AGAIN))
          .contains("no longer has all facts")
          .contains("LEAVE_OUT");
      assertThat(rig.shelf.obstacle(Rig.CAMPAIGN, snapshot, RolledBack.Mode.LEAVE_OUT)).isNull();
      rig.rollBack(position, RolledBack.Mode.LEAVE_OUT, 0, 0);
      assertThat(rig.lesson(0, 0)).isEqualTo(learned);
      String digest = BlockDigest.of(rig.store);
      rig.rebuildFromBase();
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
    }
  }

  @Test
  void rollbackThatFoldedAgain_keepsTheFactsThatItsRepetitionNeeds() throws IOException {
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(Rig.clicks());
      BaseKeeper keeper = keeper(rig, keep(DAY), BaseListener.NONE);
      age(rig, keeper, 4);
      long position = rig.snapshot("monday");
      live(rig, 60);
      keeper.take();
      live(rig, 60);
      long rollback = rig.rollBack(position, RolledBack.Mode.FOLD_AGAIN, 0, 0);
      age(rig, keeper, 2);
      assertThat(rig.journal.isWhole()).isFalse();
      assertThat(rig.journal.firstPosition()).isLessThanOrEqualTo(position);
      assertThat(rig.bases().oldest().orElseThrow().position()).isLessThan(rollback);
      String digest = BlockDigest.of(rig.store);
      Path work = Files.createDirectories(directory.resolve("work"));
      try (Replay replay = rig.replay(work)) {
        replay.runToEnd((at, facts) -> {});
        assertThat(BlockDigest.of(replay.store())).isEqualTo(digest);
      }
    }
  }

  /** Half days with traffic and a base each; what is remembered is forgotten after hours. */
  private void age(Rig rig, BaseKeeper keeper, int halfDays) throws IOException {
    for (int i = 0; i < halfDays; i++) {
      live(rig, 60);
      rig.pass(DAY / 4);
      live(rig, 60);
      keeper.take();
      rig.pass(DAY / 4);
      keeper.retain();
    }
  }

  private static UpkeepConfig keep(long millis) {
    return new UpkeepConfig(1000, millis, 0, SEGMENT, 0);
  }

  private static UpkeepConfig limit(long bytes) {
    return new UpkeepConfig(1000, 0, bytes, SEGMENT, 0);
  }

  @Test
  void openDecision_keepsItsFact_andWhatComesForItCounts() throws IOException {
    dev.bandolier.v1.Campaign.Builder slow = Rig.clicks();
    slow.getRewardRulesBuilder(0).getWindowBuilder().setSeconds(90 * 86_400);
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(slow);
      rig.decide("old", 0);
      long position = rig.store.donePosition();
      BaseKeeper keeper = keeper(rig, limit(8 * SEGMENT), BaseListener.NONE);
      age(rig, keeper, 8);
      assertThat(rig.journal.endPosition()).isGreaterThan(8 * SEGMENT);
      assertThat(rig.journal.readAt(position, new RecordView())).isTrue();
      rig.rebuildFromBase();
      assertThat(rig.report("old", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    }
  }

  @Test
  void sizeLimit_thatOpenDecisionsDoNotAllow_isReportedOnce_untilItIsKept() throws IOException {
    List<Long> said = new ArrayList<>();
    BaseListener ears =
        new BaseListener() {
          @Override
          public void excess(long bytes) {
            said.add(bytes);
          }
        };
    dev.bandolier.v1.Campaign.Builder slow = Rig.clicks();
    slow.getRewardRulesBuilder(0).getWindowBuilder().setSeconds(5 * 86_400);
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(slow);
      rig.decide("old", 0);
      BaseKeeper keeper = keeper(rig, limit(10 * SEGMENT), ears);
      age(rig, keeper, 6);
      assertThat(said).hasSize(1).allMatch(bytes -> bytes > 0);
      rig.pass(40 * DAY);
      rig.pass(1);
      live(rig, 10);
      keeper.take();
      live(rig, 10);
      keeper.take();
      keeper.retain();
      assertThat(said).hasSize(2).endsWith(0L);
      assertThat(files("journal")).isLessThanOrEqualTo(10 * SEGMENT + 64);
    }
  }

  private long files(String folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(directory.resolve(folder))) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  @Test
  void damagedBaseAtTheBeginning_isSetAside_andNothingThatOnlyItStandsForIsCut()
      throws IOException {
    try (Rig rig = new Rig(directory, SEGMENT)) {
      rig.create(Rig.clicks());
      BaseKeeper keeper = keeper(rig, keep(60_000), BaseListener.NONE);
      live(rig, 100);
      BaseSnapshot first = keeper.take();
      rig.pass(DAY);
      live(rig, 100);
      keeper.take();
      byte[] bytes = Files.readAllBytes(first.file());
      bytes[bytes.length - 200] ^= 1;
      Files.write(first.file(), bytes);
      rig.pass(DAY);
      keeper.retain();
      assertThat(rig.journal.isWhole()).isTrue();
      assertThat(first.file()).doesNotExist();
      assertThat(directory.resolve("bases"))
          .isDirectoryContaining(file -> file.toString().endsWith(".damaged"));
    }
  }

  @Test
  void keeper_takesABaseWhenItIsDue_andOnlyIfSomethingWasFolded() throws IOException {
    List<Long> taken = new ArrayList<>();
    BaseListener ears =
        new BaseListener() {
          @Override
          public void taken(ImageSummary summary, long bytes, long nanos) {
            taken.add(summary.position());
          }
        };
    try (Rig rig = new Rig(directory)) {
      BaseKeeper keeper = keeper(rig, new UpkeepConfig(60_000, 0, 0, SEGMENT, 0), ears);
      rig.now += DAY;
      keeper.look();
      assertThat(taken).isEmpty();
      rig.create(Rig.clicks());
      keeper.look();
      assertThat(taken).hasSize(1);
      rig.decide("a", 0);
      rig.now += 59_999;
      keeper.look();
      assertThat(taken).hasSize(1);
      rig.now += 1;
      keeper.look();
      keeper.look();
      assertThat(taken).hasSize(2);
      rig.now += DAY;
      keeper.look();
      assertThat(taken).hasSize(2);
    }
  }

  @Test
  void fullDisk_isNotFilledFurtherByABase() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      UpkeepConfig greedy = new UpkeepConfig(60_000, 0, 0, SEGMENT, Long.MAX_VALUE / 2);
      BaseKeeper keeper = keeper(rig, greedy, BaseListener.NONE);
      assertThatThrownBy(keeper::take)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("space");
      assertThat(directory.resolve("bases")).isEmptyDirectory();
    }
  }

  @Test
  void runningLearner_letsABaseBeTaken_whileItFollowsTheJournal() throws Exception {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      live(rig, 300);
      rig.learner.start();
      try (BaseKeeper keeper =
          new BaseKeeper(
              rig.learner,
              rig.journal,
              rig.bases(),
              UpkeepConfig.DEFAULTS,
              BaseListener.NONE,
              () -> rig.now)) {
        BaseSnapshot base = keeper.take();
        assertThat(rig.bases().newest(Long.MAX_VALUE)).contains(base);
        assertThat(rig.learner.ask(() -> BlockDigest.of(rig.store)).get())
            .isEqualTo(base.summary().digest());
      }
    }
  }

  @Test
  void catalogWithoutTheStoresCampaign_isUnfit_notServed() throws IOException {
    try (Rig rig = new Rig(directory)) {
      rig.create(Rig.clicks());
      rig.decide("a", 0);
      Path empty = directory.resolve("empty");
      try (Rig other = new Rig(empty)) {
        Learner learner =
            new Learner(
                rig.journal,
                other.catalog,
                rig.store,
                LearnConfig.DEFAULTS,
                new LearnListener() {},
                () -> rig.now,
                other.shelf);
        assertThatThrownBy(learner::recover)
            .isInstanceOf(UnfitStoreException.class)
            .hasMessageContaining("catalog");
      }
    }
  }
}

package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.server.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback that is prepared beside the learner, while facts go on coming. */
final class RefoldTest {

  private static final long NEVER = 0;

  @TempDir private Path directory;
  private Rig rig;
  private long snapshot;

  @BeforeEach
  void begin() {
    rig = new Rig(directory.resolve("rig"));
    rig.create(RollbackTest.numbers());
    traffic("before", 20);
    snapshot = rig.snapshot("s");
  }

  @AfterEach
  void close() {
    rig.close();
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

  private Refold refold(long from, long to) throws IOException {
    String digest = rig.shelf.whole(Rig.CAMPAIGN, snapshot).join().getDigest();
    return Refold.begin(
        new RolledBack(Rig.CAMPAIGN, snapshot, false, digest, Mode.FOLD_AGAIN, from, to),
        new SnapshotFiles(rig.directory.resolve("snapshots")).taken(Rig.CAMPAIGN, snapshot),
        Files.createDirectories(directory.resolve("work")),
        rig.journal,
        Catalog.reading(rig.catalog),
        new LostStretch(Long.MAX_VALUE, 0),
        StoreConfig.defaults().withMemory(64 << 20, 64 << 20),
        LearnConfig.DEFAULTS.withLedgerCapacity(1000));
  }

  @Test
  void factsBehindTheEndThatWasSeen_areFoldedToo_whenTheyAreReadWithThoseBeforeIt()
      throws IOException {
    traffic("seen", 10);
    long seen = rig.journal.endPosition();
    traffic("since", 10);
    try (Refold refold = refold(NEVER, NEVER)) {
      assertThat(refold.advance(seen, 1000)).isTrue();
      refold.foldUpTo(rig.journal.endPosition());
      assertThat(Rig.posteriorBits(refold.store())).isEqualTo(rig.posteriorBits());
    }
  }

  @Test
  void preparationInTurns_amidFacts_givesWhatOneTurnGives() throws IOException {
    long from = rig.now + 3_000;
    try (Refold inTurns = refold(from, from + 20_000)) {
      for (int turn = 0; turn < 15; turn++) {
        traffic("turn" + turn + "-", 3);
        inTurns.advance(rig.journal.endPosition() - 1, 1 + turn % 4);
      }
      inTurns.foldUpTo(rig.journal.endPosition());
      try (Refold atOnce = refold(from, from + 20_000)) {
        atOnce.foldUpTo(rig.journal.endPosition());
        assertThat(Rig.posteriorBits(inTurns.store()))
            .isEqualTo(Rig.posteriorBits(atOnce.store()))
            .isNotEqualTo(rig.posteriorBits());
        assertThat(inTurns.excludedDecisions()).isEqualTo(atOnce.excludedDecisions()).isPositive();
      }
    }
  }

  @Test
  void factsFromTheRollbackOn_areNotFolded() throws IOException {
    traffic("before-it", 10);
    var before = rig.posteriorBits();
    long position = rig.journal.endPosition();
    traffic("after-it", 10);
    try (Refold refold = refold(NEVER, NEVER)) {
      refold.foldUpTo(position);
      assertThat(Rig.posteriorBits(refold.store())).isEqualTo(before);
    }
  }
}

package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.v1.DecisionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts in the journal for which the disk has no room in the store. */
final class DiskFullTest {

  private static final int DECISIONS = 5000;

  @TempDir Path directory;

  private Rig rig() {
    return new Rig(
        directory,
        (folder, config, wall, nanos) ->
            Journal.open(
                folder, config.withSizes(1 << 23, 1 << 16), wall, nanos, JournalListener.NONE),
        DECISIONS);
  }

  private static void append(Rig rig) {
    for (int i = 0; i < DECISIONS; i++) {
      rig.append("d" + i, false, DecisionSource.DECISION_SOURCE_POLICY, i % 2);
    }
  }

  /** As on a full disk: no file can be made in the store. */
  private static void withoutStore(Path store, Runnable action) throws IOException {
    Path moved = Files.move(store, store.resolveSibling("moved"));
    action.run();
    Files.move(moved, store);
  }

  @Test
  void foldingStopsBeforeTheFactsThatDoNotFit_andTheNextStartFoldsThem() throws IOException {
    long folded;
    try (Rig rig = rig()) {
      rig.create(Rig.clicks());
      append(rig);
      withoutStore(
          directory.resolve("store"),
          () -> assertThatThrownBy(rig::catchUp).isInstanceOf(DiskFullException.class));
      folded = rig.store.donePosition();
    }
    try (Rig rig = rig()) {
      assertThat(rig.store.donePosition()).isGreaterThan(folded);
      assertThat(rig.state().open()).isEqualTo(DECISIONS);
      long digest = rig.digest();
      rig.rebuild();
      assertThat(rig.digest()).isEqualTo(digest);
    }
  }

  @Test
  void runningLearner_waitsForTheDisk_andGoesOnByItself() throws IOException {
    try (Rig rig = rig()) {
      rig.create(Rig.clicks());
      withoutStore(
          directory.resolve("store"),
          () -> {
            append(rig);
            rig.learner.start();
            while (rig.refused.get() == 0) {
              Thread.onSpinWait();
            }
          });
      while (rig.learner.ask(() -> rig.state().open()).join() < DECISIONS) {
        Thread.onSpinWait();
      }
      assertThat(rig.forgotten).isEmpty();
    }
  }
}

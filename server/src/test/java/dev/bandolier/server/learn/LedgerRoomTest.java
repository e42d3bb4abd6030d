package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.v1.DecisionSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerRoomTest {

  private static final long DAY = 86_400_000;

  /** For so many commits, at least, freed memory is left alone. */
  private static final int MOST_COMMITS = 10_000;

  @TempDir Path directory;

  @Test
  void memoryThatRunsOut_isSaidInTime_andFreedMemoryIsUsedAgain() {
    try (Rig rig = new Rig(directory, 1_000_000, 2 << 20)) {
      rig.create(Rig.clicks());
      int decided = decideUntilFull(rig, 0);
      assertThat(rig.state().untracked()).isZero();
      assertThat(rig.learner.books().ledger().size()).isEqualTo(decided);
      int more = decideMany(rig, decided, 5000);
      assertThat(rig.state().untracked()).as("beyond the spare room").isBetween(1L, 4999L);
      assertThat(rig.forgotten).hasSize((int) rig.state().untracked());
      forgetAll(rig);
      assertThat(rig.room).isTrue();
      rig.decide("d" + more, 0);
      assertThat(rig.learner.books().ledger().size()).isEqualTo(1);
    }
  }

  @Test
  void ledgerThatWasFullBeforeAStart_isSaidToBeFull_thoughNothingIsFoldedThen() {
    try (Rig rig = new Rig(directory, 1_000_000, 2 << 20)) {
      rig.create(Rig.clicks());
      decideUntilFull(rig, 0);
      rig.room = true;
      rig.restart();
      assertThat(rig.folded).isZero();
      assertThat(rig.room).isFalse();
    }
  }

  private static int decideUntilFull(Rig rig, int first) {
    int next = first;
    while (rig.room) {
      next = decideMany(rig, next, 64);
    }
    return next;
  }

  private static int decideMany(Rig rig, int first, int count) {
    for (int i = first; i < first + count; i++) {
      rig.append("d" + i, false, DecisionSource.DECISION_SOURCE_POLICY, 0);
    }
    rig.catchUp();
    return first + count;
  }

  private static void forgetAll(Rig rig) {
    rig.pass(2 * DAY);
    for (int i = 0; i < MOST_COMMITS && !rig.room; i++) {
      rig.pass(1);
    }
    assertThat(rig.learner.books().ledger().size()).isZero();
  }
}

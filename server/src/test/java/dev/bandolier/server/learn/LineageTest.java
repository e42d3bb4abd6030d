package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.RolledBack.Mode;
import org.junit.jupiter.api.Test;

class LineageTest {

  private static final int SLOT = 3;

  private final Lineage lineage = new Lineage();

  private void leaveOut(long at, long snapshot) {
    lineage.rolledBack(at, new RolledBack(1, snapshot, false, "", Mode.LEAVE_OUT, 0, 0));
  }

  private void foldAgain(long at, long snapshot, long from, long to) {
    lineage.rolledBack(at, new RolledBack(1, snapshot, false, "", Mode.FOLD_AGAIN, from, to));
  }

  /** A lesson of the decision's own fact, whose time is its position. */
  private boolean holds(long lesson) {
    return lineage.holds(SLOT, lesson, lesson, lesson);
  }

  @Test
  void lesson_withoutRollbacks_isHeld() {
    assertThat(holds(0)).isTrue();
    assertThat(holds(1000)).isTrue();
  }

  @Test
  void lesson_taughtBetweenSnapshotAndRollback_isLeftOut() {
    leaveOut(100, 50);
    assertThat(holds(50)).isTrue();
    assertThat(holds(51)).isFalse();
    assertThat(holds(99)).isFalse();
    assertThat(holds(101)).isTrue();
    assertThat(lineage.holds(SLOT, 0, 70, 70)).isTrue();
  }

  @Test
  void lesson_ofASnapshotThatIsRolledBackToLater_isHeldAgain() {
    leaveOut(100, 50);
    leaveOut(200, 80);
    assertThat(holds(75)).isTrue();
    assertThat(holds(90)).isFalse();
    assertThat(holds(150)).isFalse();
    assertThat(holds(201)).isTrue();
  }

  @Test
  void lesson_beforeASnapshotTakenAfterARollback_isStillLeftOut() {
    leaveOut(100, 50);
    leaveOut(200, 150);
    assertThat(holds(75)).isFalse();
    assertThat(holds(120)).isTrue();
    assertThat(holds(160)).isFalse();
  }

  @Test
  void lesson_ofAnImportedSnapshot_isNone() {
    lineage.rolledBack(100, new RolledBack(1, 90, true, "", Mode.LEAVE_OUT, 0, 0));
    assertThat(holds(40)).isFalse();
    assertThat(holds(95)).isFalse();
    assertThat(holds(101)).isTrue();
  }

  @Test
  void lesson_ofAnExcludedDecision_isLeftOutEvenIfItNeverTaught() {
    foldAgain(100, 50, 60, 70);
    assertThat(holds(55)).isTrue();
    assertThat(holds(60)).isFalse();
    assertThat(holds(69)).isFalse();
    assertThat(holds(70)).isTrue();
    assertThat(lineage.holds(SLOT, 0, 65, 65)).isFalse();
    assertThat(lineage.holds(SLOT, 0, 75, 75)).isTrue();
  }

  @Test
  void lesson_thatAnEarlierRollbackLeftOut_isHeldOnceItIsFoldedAgain() {
    leaveOut(100, 50);
    foldAgain(200, 40, 0, 0);
    assertThat(holds(75)).isTrue();
    leaveOut(300, 150);
    assertThat(holds(75)).isFalse();
  }

  @Test
  void decision_madeBeforeItsSlotWasStartedAnew_teachesNothing() {
    lineage.reset(SLOT, 100);
    assertThat(holds(99)).isFalse();
    assertThat(lineage.holds(SLOT, 0, 99, 99)).isFalse();
    assertThat(holds(101)).isTrue();
    assertThat(lineage.holds(SLOT + 1, 99, 99, 99)).isTrue();
  }
}

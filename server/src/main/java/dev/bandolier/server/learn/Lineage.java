package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lessons a campaign's posteriors hold, after rollbacks and after slots that were started anew. A
 * lesson is called by the position of the fact that taught it last. It is held if the way back from
 * now, which at each rollback goes on at its snapshot, passes it:
 *
 * <pre>
 *   0 ─────── S ─ ─ lessons left out ─ ─ R ─────── now      LEAVE_OUT at R to the snapshot of S
 *   0 ─────── S ──── x ─────── x ─────── R ─────── now      FOLD_AGAIN; x: decisions of the excluded period
 * </pre>
 *
 * <p>What is no longer held must not be changed by a difference: its reward would be moved where its
 * vector never went. So it teaches nothing more, until a later rollback makes it held again. Learner's
 * thread; a pure function of the catalog's facts.
 */
final class Lineage {

  /** A lesson that is not held, whatever happens. */
  static final long OVER = -1;

  private final List<Turn> turns = new ArrayList<>();
  private final Map<Integer, Long> resets = new HashMap<>();

  /**
   * Whether what a decision taught when it was made was left out since: for decisions that are not in
   * the ledger.
   */
  boolean wasRemoved(int slot, long decision, long time) {
    return !holds(slot, decision, decision, time);
  }

  /** A rollback and its position. */
  record Turn(long position, RolledBack fact) {

    /** Up to which fact the snapshot has learned; 0 where it did so elsewhere. */
    long base() {
      return fact.imported() ? 0 : fact.snapshot();
    }

    boolean foldsAgain() {
      return fact.mode() == RolledBack.Mode.FOLD_AGAIN;
    }

    boolean excludes(long decision, long time) {
      return foldsAgain() && decision > base() && decision < position && fact.excludes(time);
    }
  }

  void rolledBack(long position, RolledBack fact) {
    turns.add(new Turn(position, fact));
  }

  /** A slot's posteriors were started anew; its vector may mean something else since. */
  void reset(int slot, long position) {
    resets.put(slot, position);
  }

  /** Where a slot was last started anew; 0 for never. */
  long resetOf(int slot) {
    return resets.getOrDefault(slot, 0L);
  }

  /** The rollbacks, oldest first. */
  List<Turn> turns() {
    return turns;
  }

  /**
   * Whether the posteriors hold what a part of a decision has taught last, so that it may be changed.
   *
   * @param lesson position of the fact that taught it; 0 for none yet
   * @param decision position of the decision
   * @param time the decision's, in epoch milliseconds
   */
  boolean holds(int slot, long lesson, long decision, long time) {
    return resets.isEmpty() && turns.isEmpty()
        || lesson != OVER && decision > resetOf(slot) && holds(lesson, decision, time);
  }

  private boolean holds(long lesson, long decision, long time) {
    long limit = Long.MAX_VALUE;
    for (int i = turns.size() - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
      if (turn.position() > limit) {
        continue;
      }
      if (turn.excludes(decision, time)) {
        return false;
      }
      if (lesson >= turn.position()) {
        return true;
      }
      if (lesson > turn.base()) {
        return turn.foldsAgain();
      }
      limit = turn.base();
    }
    return true;
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the facts about snapshots do beside the store: keeps files, and finds them. Called by the
 * thread that folds, after the fact's step, unless a method says otherwise.
 */
interface SnapshotDesk {

  /** Keeps the campaign's blocks as they are now. */
  void taken(CampaignState state, SnapshotTaken fact, long position, long time);

  /** Takes note of a file that is there. */
  void imported(CampaignState state, SnapshotImported fact, long position, long time);

  /** Gives a file up. */
  void deleted(SnapshotDeleted fact);

  /** Gives up the files of a campaign that is gone, but for those that the journal needs. */
  void withdrawn(int campaign);

  /** A slot's posteriors were started anew; also at a start. */
  void reset(int campaign, String slot, long position);

  /** A rollback's fact needs its snapshot for as long as it is in the journal. */
  void rolledBack(RolledBack fact, long position);

  /** Takes note, at a start, of a fact of the catalog. */
  void note(Fact fact, long position, long time);

  /** Whether a rollback's snapshot is of a campaign as it never became, since salvage lost the change. Before the fact's step. */
  boolean standsOnLostChange(RolledBack fact);

  /**
   * The whole file of a rollback's snapshot; waits for one in the making. Before the fact's step.
   *
   * @throws IOException if it is not there, or its digest is not the fact's
   */
  Path file(RolledBack fact) throws IOException;

  /** What a rollback folds again, up to the fact's position; before the step. */
  Refold refolded(RolledBack fact, long position) throws IOException;

  /** What was folded again has been taken over. */
  void release(Refold refold) throws IOException;
}

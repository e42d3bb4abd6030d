package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotFact;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots, and returns posteriors to them. Each fact has its step to itself, so that a snapshot
 * is of what was there exactly after its fact; what follows from the fact beside the store is done
 * before anybody hears that it was folded. Called by the folding thread.
 */
final class SnapshotFold {

  private final Books books;
  private final Commit commit;
  private final Catalog catalog;
  private final BlockStore store;
  private final SnapshotDesk desk;

  SnapshotFold(Books books, Commit commit, Catalog catalog, BlockStore store, SnapshotDesk desk) {
    this.books = books;
    this.commit = commit;
    this.catalog = catalog;
    this.store = store;
    this.desk = desk;
  }

  /** Folds a fact; the step before it must have been ended. */
  void fold(@Nullable CampaignState state, SnapshotFact fact, long position, long time) {
    if (state == null) {
      commit.last(position, Fate.FATE_ACCEPTED);
    } else if (fact instanceof RolledBack rollback) {
      fold(state, rollback, position, time);
    } else {
      catalog.add(fact, position, time);
      commit.tell(() -> keep(state, fact, position, time));
      commit.last(position, Fate.FATE_ACCEPTED);
    }
  }

  private void keep(CampaignState state, SnapshotFact fact, long position, long time) {
    if (fact instanceof SnapshotTaken taken) {
      desk.taken(state, taken, position, time);
    } else if (fact instanceof SnapshotImported imported) {
      desk.imported(state, imported, position, time);
    } else if (fact instanceof SnapshotDeleted deleted) {
      desk.deleted(deleted);
    }
  }

  /** A rollback to what stands on a change that salvage lost did not happen either. */
  private void fold(CampaignState state, RolledBack fact, long position, long time) {
    try {
      if (desk.standsOnLostChange(fact)) {
        commit.last(position, Fate.FATE_ACCEPTED);
      } else {
        rollBack(state, fact, position, time);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rollBack(CampaignState state, RolledBack fact, long position, long time)
      throws IOException {
    if (fact.mode() == RolledBack.Mode.FOLD_AGAIN) {
      foldAgain(state, fact, position, time);
    } else {
      new PosteriorRestore(state, store, time).from(desk.file(fact), fact.imported());
    }
    state.fading().lookAgain();
    state.lineage().rolledBack(position, fact);
    catalog.add(fact, position, time);
    books.settler().markMoved();
    commit.touch(state);
    commit.publish(state);
    commit.tell(() -> desk.rolledBack(fact, position));
    commit.last(position, Fate.FATE_ACCEPTED);
  }

  private void foldAgain(CampaignState state, RolledBack fact, long position, long time)
      throws IOException {
    Refold refold = desk.refolded(fact, position);
    try {
      new PosteriorRestore(state, store, time).from(refold.store());
      new LedgerJoin(books.ledger(), refold, fact, position).run();
    } finally {
      desk.release(refold);
    }
  }
}

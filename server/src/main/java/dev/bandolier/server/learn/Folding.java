package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.DiskPatience;

/**
 * A store with the books over it and the fold that moves them: the one way to fold, for the learner and
 * for a {@link Replay} alike. One thread.
 */
final class Folding {

  /** Gives up with {@link DiskFullException} at once. */
  static final DiskPatience NO_PATIENCE =
      cause -> {
        throw new DiskFullException(cause);
      };

  private final Books books;
  private final Fold fold;
  private final Restoration restoration;
  private final Lessons lessons = new Lessons();

  /** Folds facts that are not about snapshots. */
  Folding(
      RecordSource journal,
      Journal catalog,
      BlockStore store,
      LearnConfig config,
      LearnListener listener) {
    this(journal, catalog, store, config, listener, new NoSnapshots());
  }

  /** Puts the parts together, and gives up with {@link DiskFullException} where the disk is full. */
  Folding(
      RecordSource journal,
      Journal catalog,
      BlockStore store,
      LearnConfig config,
      LearnListener listener,
      SnapshotDesk desk) {
    this(journal, catalog, store, config, listener, desk, NO_PATIENCE);
  }

  /**
   * Puts the parts together; {@link #restore} comes first.
   *
   * @param journal where folding reads the facts of decisions again
   * @param catalog a small journal beside the store, of this folding's own
   * @param desk keeps or finds snapshots
   * @param patience what to do where the disk has no room for what folding needs
   */
  Folding(
      RecordSource journal,
      Journal catalog,
      BlockStore store,
      LearnConfig config,
      LearnListener listener,
      SnapshotDesk desk,
      DiskPatience patience) {
    store.whenDiskIsFull(patience);
    Catalog kept = new Catalog(catalog, patience);
    Ledger ledger = new Ledger(store, config.ledgerCapacity(), config.heldCapacity());
    this.books = new Books(journal, ledger, store);
    Commit commit = new Commit(store, books.settler(), lessons, listener);
    CampaignFold campaigns = new CampaignFold(books, commit, kept, store, lessons, desk);
    SnapshotFold snapshots = new SnapshotFold(books, commit, kept, store, desk);
    this.fold = new Fold(books, commit, kept, journal, campaigns, snapshots);
    this.restoration = new Restoration(books, store, kept, campaigns, desk);
  }

  /** Takes note of what the store holds. */
  void restore() throws JournalDamagedException, UnfitStoreException {
    restoration.run();
  }

  /** Folds a fact, as {@link Fold#fold} does. */
  void fold(RecordView record, int firstStep) {
    fold.fold(record, firstStep);
  }

  /**
   * Teaches arms on a second thread from now on. That takes processor time from others, so it is for a
   * fold that others wait for; {@link #teachAtOnce} must follow before the store is closed.
   */
  void teachBeside() {
    lessons.beside();
  }

  /** Teaches arms on the folding thread alone again; what is being taught is so when this returns. */
  void teachAtOnce() {
    lessons.atOnce();
  }

  /** Makes everything count that was folded. */
  void flush() {
    fold.flush();
  }

  /** Tells a listener where decisions find every campaign. */
  void publish(LearnListener listener) {
    for (CampaignState state : books.campaigns().values()) {
      listener.published(
          state.campaign(),
          state.encoder(),
          state.models().view(state.campaign(), state.encoder()));
    }
  }

  Books books() {
    return books;
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.server.store.BlockStore;

/**
 * A store with the books over it and the fold that moves them: the one way to fold, for the learner and
 * for a {@link Replay} alike. One thread.
 */
final class Folding {

  private final Books books;
  private final Fold fold;
  private final Restoration restoration;

  /**
   * Puts the parts together; {@link #restore} comes first.
   *
   * @param journal where folding reads the facts of decisions again
   * @param catalog a small journal beside the store, of this folding's own
   */
  Folding(
      RecordSource journal,
      Journal catalog,
      BlockStore store,
      LearnConfig config,
      LearnListener listener) {
    Catalog kept = new Catalog(catalog);
    Ledger ledger = new Ledger(store, config.ledgerCapacity(), config.heldCapacity());
    this.books = new Books(journal, ledger);
    Commit commit = new Commit(store, books.settler(), listener);
    CampaignFold campaigns = new CampaignFold(books, commit, kept, store, new Workspace());
    this.fold = new Fold(books, commit, kept, journal, campaigns);
    this.restoration = new Restoration(books, store, kept, campaigns);
  }

  /** Takes note of what the store holds. */
  void restore() throws JournalDamagedException {
    restoration.run();
  }

  /** Folds a fact, as {@link Fold#fold} does. */
  void fold(RecordView record, int firstStep) {
    fold.fold(record, firstStep);
  }

  /** Makes everything count that was folded. */
  void flush() {
    fold.flush();
  }

  Books books() {
    return books;
  }
}

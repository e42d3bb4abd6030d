package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;

/**
 * The place in the journal up to which the store has folded it, and the way on from there: {@link #stand},
 * {@link #begin}, then {@link #poll} as often as one likes. After either of the latter every fact counts that was
 * folded, and the listener knows whether the ledger has room.
 *
 * <p>Used by one thread at a time; how far it has come, any thread may ask.
 */
final class Follower {

  private final Journal journal;
  private final BlockStore store;
  private final Folding folding;
  private final LearnListener listener;
  private volatile long foldedPosition;
  private volatile long foldedTime;
  private JournalReader reader;
  private long reached;
  private boolean hadRoom = true;

  Follower(Journal journal, BlockStore store, Folding folding, LearnListener listener) {
    this.journal = journal;
    this.store = store;
    this.folding = folding;
    this.listener = listener;
    this.reader = journal.readChecked(journal.firstPosition());
  }

  /**
   * Stands at the last fact of which the store knows; nothing is folded yet.
   *
   * @throws UnfitStoreException if the journal has no such fact
   */
  void stand() throws UnfitStoreException {
    long done = store.donePosition();
    try {
      reader = journal.readChecked(done == 0 ? journal.firstPosition() : done);
    } catch (IllegalArgumentException e) {
      throw new UnfitStoreException("the journal has not the fact at " + done + " that it knows");
    }
  }

  /**
   * Finishes a fact that was interrupted, and folds up to the journal's end as it is now, every record checked;
   * those that come later are checked no more than reading needs.
   *
   * @return how many facts were folded
   */
  long begin() throws JournalDamagedException {
    long folded = resume() + catchUp();
    reader = journal.read(reader.position());
    lookForRoom();
    return folded;
  }

  /** Stands behind the last whole fact, having finished one that was interrupted. */
  private int resume() throws JournalDamagedException {
    if (store.donePosition() == 0) {
      return 0;
    }
    boolean whole = store.doneStep() == Fold.LAST_STEP;
    int firstStep = whole ? 0 : store.doneStep() + 1;
    reader.poll(record -> resume(record, whole, firstStep), 1);
    foldedPosition = reached;
    return whole ? 0 : 1;
  }

  private void resume(RecordView record, boolean whole, int firstStep) {
    if (!whole) {
      folding.fold(record, firstStep);
    }
    note(record);
  }

  /** Folds up to the journal's end as it is now; how many facts. */
  long catchUp() throws JournalDamagedException {
    long folded = 0;
    long end = journal.endPosition();
    while (reader.position() < end) {
      folded += poll();
    }
    foldedTime = Math.max(foldedTime, reader.time());
    return folded;
  }

  /** Folds what has come, {@link Commit#MAX_FACTS} at most; how many facts. */
  int poll() throws JournalDamagedException {
    int folded = reader.poll(this::fold, Commit.MAX_FACTS);
    folding.flush();
    if (folded > 0) {
      lookForRoom();
    }
    foldedPosition = Math.max(foldedPosition, reached);
    return folded;
  }

  private void fold(RecordView record) {
    folding.fold(record, 0);
    note(record);
  }

  private void note(RecordView record) {
    foldedTime = record.time();
    reached = record.position();
  }

  private void lookForRoom() {
    boolean free = folding.books().ledger().hasRoom();
    if (free != hadRoom) {
      hadRoom = free;
      listener.room(free);
    }
  }

  /** The position of the fact that was folded last. Any thread. */
  long foldedPosition() {
    return foldedPosition;
  }

  /** The journal time of the fact that was folded last. Any thread. */
  long foldedTime() {
    return foldedTime;
  }
}

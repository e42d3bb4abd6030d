package dev.bandolier.server.learn;

import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageRestore;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.server.store.StoreConfig;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * One campaign's facts from a snapshot on, folded again beside the store, without the decisions that a
 * rollback excludes and what was reported about them, as if they had never been. Rollbacks among
 * the facts are not repeated. In a store of its own, in a temporary directory that {@link #close}
 * deletes. A pure function of snapshot, journal and the rollback's fact, wherever folding paused.
 *
 * <p>One thread at a time.
 */
final class Refold implements AutoCloseable {

  private static final int EXCLUDED_LIMIT = 1 << 25;

  private final RolledBack fact;
  private final TemporaryStore own;
  private final Folding folding;
  private final JournalReader reader;
  private final KeyIndex excluded = new KeyIndex(EXCLUDED_LIMIT);
  private final DecisionMade decision = new DecisionMade();
  private long excludedDecisions;
  private long end = Long.MAX_VALUE;

  private Refold(RolledBack fact, TemporaryStore own, RecordSource journal, LearnConfig config) {
    this.fact = fact;
    this.own = own;
    this.folding =
        new Folding(
            journal, own.catalog(), own.store(), config, new LearnListener() {}, new NoSnapshots());
    this.reader = journal.read(fact.snapshot());
  }

  /**
   * Begins at the snapshot; nothing is folded yet.
   *
   * @param image the snapshot's file
   * @param work where the temporary directory is made
   * @param known the catalog of the store that the snapshot was taken of
   * @param lost what the journal lacks
   */
  static Refold begin(
      RolledBack fact,
      Path image,
      Path work,
      RecordSource journal,
      Catalog known,
      LostStretch lost,
      StoreConfig memory,
      LearnConfig config)
      throws IOException {
    TemporaryStore own = TemporaryStore.make(work, WorkFolder.FOLD_AGAIN, memory);
    try {
      restore(image, own.store(), lost.knownTo(journal));
      note(known, fact, own.catalog());
      Refold refold = new Refold(fact, own, journal, config);
      refold.folding.restore();
      return refold;
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private static void restore(Path image, BlockStore store, ImageRestore.Wanted known)
      throws IOException {
    try (ImageReader reader = ImageReader.open(image)) {
      ImageRestore.run(reader, store, known, ImageVisitor.NONE);
    }
  }

  /** The campaign as it was at the snapshot. */
  private static void note(Catalog known, RolledBack fact, Journal empty)
      throws JournalDamagedException {
    Catalog own = new Catalog(empty, Folding.NO_PATIENCE);
    known.forEach(
        fact.snapshot(),
        (found, position, time) -> {
          if (found.campaign() == fact.campaign()) {
            own.add(found, position, time);
          }
        });
  }

  /** Folds the facts before a position, as far as the journal has them, and is then at its end. */
  void foldUpTo(long position) throws JournalDamagedException {
    end = position;
    folding.teachBeside();
    try {
      advance(position, Integer.MAX_VALUE);
    } finally {
      folding.teachAtOnce();
    }
  }

  /**
   * Folds some of the facts before a position, and perhaps a few behind it, which are there already.
   *
   * @param limit records, those of other campaigns included, that are looked at
   * @return whether all are folded that the journal has
   */
  boolean advance(long position, int limit) throws JournalDamagedException {
    int left = limit;
    while (left > 0 && reader.position() < position) {
      int seen = reader.poll(this::fold, Math.min(left, Commit.MAX_FACTS));
      folding.flush();
      left -= seen;
      if (seen == 0) {
        return true;
      }
    }
    return reader.position() >= position;
  }

  private void fold(RecordView record) {
    long position = record.position();
    if (position <= fact.snapshot() || position >= end || !isOwn(record) || isSkipped(record)) {
      return;
    }
    folding.fold(record, 0);
  }

  private boolean isOwn(RecordView record) {
    return record.payload().order(ByteOrder.LITTLE_ENDIAN).getInt(0) == fact.campaign();
  }

  private boolean isSkipped(RecordView record) {
    return switch (record.type()) {
      case FactType.SNAPSHOT_TAKEN,
          FactType.SNAPSHOT_IMPORTED,
          FactType.SNAPSHOT_DELETED,
          FactType.ROLLED_BACK ->
          true;
      case FactType.DECISION_MADE -> isExcluded(decision.wrap(record.payload()), record.time());
      case FactType.DECISION_IMPORTED -> fact.excludes(record.time());
      default -> excluded.size() > 0 && isAboutExcluded(record);
    };
  }

  private boolean isExcluded(DecisionMade made, long time) {
    if (fact.excludes(time)) {
      excluded.put(made.keyHi(), made.keyLo(), 1);
      state().fading().noteDecision();
      excludedDecisions++;
      return true;
    }
    if (excluded.size() > 0) {
      excluded.remove(made.keyHi(), made.keyLo());
    }
    return false;
  }

  private boolean isAboutExcluded(RecordView record) {
    Fact read = Fact.read(record.type(), record.payload());
    if (!(read instanceof DecisionFact about)) {
      return false;
    }
    Key key = Identity.ofDecision(state().campaign(), about.decisionId());
    return excluded.get(key.hi(), key.lo()) != KeyIndex.ABSENT;
  }

  RolledBack fact() {
    return fact;
  }

  Books books() {
    return folding.books();
  }

  BlockStore store() {
    return own.store();
  }

  CampaignState state() {
    CampaignState state = folding.books().campaign(fact.campaign());
    if (state == null) {
      throw new IllegalStateException("the snapshot's campaign is not in the catalog");
    }
    return state;
  }

  /** How many decisions were left out. */
  long excludedDecisions() {
    return excludedDecisions;
  }

  @Override
  public void close() throws IOException {
    own.close();
  }
}

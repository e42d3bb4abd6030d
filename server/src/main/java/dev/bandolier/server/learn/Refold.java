package dev.bandolier.server.learn;

import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageRestore;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One campaign's facts from a snapshot on, folded again beside the store, without the decisions that a
 * rollback excludes and what was reported about them, as if they had never been. Rollbacks among
 * the facts are not repeated. In a store of its own, in a temporary directory that {@link #close}
 * deletes. A pure function of snapshot, journal and the rollback's fact, wherever folding paused.
 *
 * <p>One thread at a time.
 */
final class Refold implements AutoCloseable {

  /** The beginning of the temporary directories' names. */
  static final String PREFIX = "fold-again-";

  private static final int EXCLUDED_LIMIT = 1 << 25;
  private static final int CATALOG_SEGMENT = 16 << 20;
  private static final int CATALOG_PAYLOAD = 8 << 20;

  private final RolledBack fact;
  private final Path directory;
  private final BlockStore store;
  private final Journal catalog;
  private final Folding folding;
  private final JournalReader reader;
  private final KeyIndex excluded = new KeyIndex(EXCLUDED_LIMIT);
  private final DecisionMade decision = new DecisionMade();
  private long excludedDecisions;
  private long end = Long.MAX_VALUE;

  private Refold(
      RolledBack fact,
      Path directory,
      BlockStore store,
      Journal catalog,
      RecordSource journal,
      LearnConfig config) {
    this.fact = fact;
    this.directory = directory;
    this.store = store;
    this.catalog = catalog;
    this.folding =
        new Folding(journal, catalog, store, config, new LearnListener() {}, new NoSnapshots());
    this.reader = journal.read(fact.snapshot());
  }

  /**
   * Begins at the snapshot; nothing is folded yet.
   *
   * @param image the snapshot's file
   * @param work where the temporary directory is made
   * @param known the catalog of the store that the snapshot was taken of
   */
  static Refold begin(
      RolledBack fact,
      Path image,
      Path work,
      RecordSource journal,
      Catalog known,
      StoreConfig memory,
      LearnConfig config)
      throws IOException {
    Path directory = Files.createTempDirectory(work, PREFIX);
    try {
      BlockStore store = BlockStore.open(directory.resolve("store"), memory, StoreListener.NONE);
      restore(image, store);
      Refold refold =
          new Refold(fact, directory, store, catalog(directory, known, fact), journal, config);
      refold.folding.restore();
      return refold;
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  private static void restore(Path image, BlockStore store) throws IOException {
    try (ImageReader reader = ImageReader.open(image)) {
      ImageRestore.run(reader, store, ImageVisitor.NONE);
    }
  }

  /** The campaign as it was at the snapshot. */
  private static Journal catalog(Path directory, Catalog known, RolledBack fact)
      throws IOException {
    JournalConfig config =
        JournalConfig.DEFAULTS.withSizes(CATALOG_SEGMENT, CATALOG_PAYLOAD).withWatermark(0);
    Journal journal =
        Journal.open(directory.resolve("catalog"), config, () -> 1, () -> 0, JournalListener.NONE);
    Catalog own = new Catalog(journal, Folding.NO_PATIENCE);
    known.forEach(
        fact.snapshot(),
        (found, position, time) -> {
          if (found.campaign() == fact.campaign()) {
            own.add(found, position, time);
          }
        });
    return journal;
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
    return store;
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
    try {
      store.close();
      catalog.close();
    } finally {
      delete(directory);
    }
  }

  /** Deletes what a killed process left. */
  static void deleteLeftovers(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(PREFIX)) {
          delete(file);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}

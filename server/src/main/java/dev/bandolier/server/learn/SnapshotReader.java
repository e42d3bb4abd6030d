package dev.bandolier.server.learn;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.StoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Folds with the snapshots that somebody else keeps, and changes none: whoever folds the same facts
 * must come to the same content, but where a salvaged journal lacks some. The folding thread.
 */
final class SnapshotReader implements SnapshotDesk {

  private final SnapshotFiles files;
  private final Path work;
  private final RecordSource journal;
  private final Catalog catalog;
  private final BlockStore store;
  private final StoreConfig memory;
  private final LearnConfig config;

  /**
   * Reads files that need not be there.
   *
   * @param work where what is folded again has its temporary directory
   * @param catalog of the store
   * @param memory budgets of the store
   */
  SnapshotReader(
      SnapshotFiles files,
      Path work,
      RecordSource journal,
      Catalog catalog,
      BlockStore store,
      StoreConfig memory,
      LearnConfig config) {
    this.files = files;
    this.work = work;
    this.journal = journal;
    this.catalog = catalog;
    this.store = store;
    this.memory = memory;
    this.config = config;
  }

  @Override
  public void taken(CampaignState state, SnapshotTaken fact, long position, long time) {
    Path file = files.taken(fact.campaign(), position);
    try {
      ImageSummary summary = SnapshotFiles.summary(file);
      if (summary != null && !LostStretch.read(files.directory()).has(position)) {
        compare(file, summary.digest(), SnapshotBlocks.digest(store, fact.campaign()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(Path file, String kept, String folded) throws IOException {
    if (!kept.equals(folded)) {
      throw new IOException(
          "the snapshot %s has the digest %s, folding the journal gives %s"
              .formatted(file, kept, folded));
    }
  }

  @Override
  public void imported(CampaignState state, SnapshotImported fact, long position, long time) {
    // only a rollback needs its file
  }

  @Override
  public void deleted(SnapshotDeleted fact) {
    // whoever keeps the files has seen the fact
  }

  @Override
  public void withdrawn(int campaign) {
    // likewise
  }

  @Override
  public void reset(int campaign, String slot, long position) {
    // only who asks for a rollback is told
  }

  @Override
  public void rolledBack(RolledBack fact, long position) {
    // likewise
  }

  @Override
  public void note(Fact fact, long position, long time) {
    // files are looked for when they are needed
  }

  @Override
  public boolean standsOnLostChange(RolledBack fact) {
    return standsOnLostChange(fact.campaign(), fact.snapshot(), files.of(fact));
  }

  /** Whether a snapshot's file knows a revision of its campaign that was lost; any thread. */
  boolean standsOnLostChange(int campaign, long position, Path file) {
    try {
      return LostStretch.read(files.directory()).has(position)
          && SnapshotFiles.describe(file).getRevision() != revision(campaign, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long revision(int campaign, long position) throws JournalDamagedException {
    long[] last = {0};
    catalog.forEach(
        position,
        (fact, at, time) -> {
          if (fact instanceof CampaignChanged changed && changed.campaign() == campaign) {
            last[0] = changed.revision();
          }
        });
    return last[0];
  }

  @Override
  public Path file(RolledBack fact) throws IOException {
    return files.require(fact);
  }

  @Override
  public Refold refolded(RolledBack fact, long position) throws IOException {
    Refold refold = begin(fact);
    try {
      refold.foldUpTo(position);
      return refold;
    } catch (IOException | RuntimeException e) {
      refold.close();
      throw e;
    }
  }

  @Override
  public void release(Refold refold) throws IOException {
    refold.close();
  }

  Refold begin(RolledBack fact) throws IOException {
    LostStretch lost = LostStretch.read(files.directory());
    return Refold.begin(fact, files.require(fact), work, journal, catalog, lost, memory, config);
  }
}

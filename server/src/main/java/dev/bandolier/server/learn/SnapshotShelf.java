package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.snapshot.Snapshots;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshots of a server's campaigns as files of one directory. The facts say which there are;
 * one whose file was not finished when the process ended is not listed.
 *
 * <p>The methods of {@link Snapshots} may be called by any thread, all others by the learner's.
 */
public final class SnapshotShelf implements Snapshots, SnapshotDesk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotShelf.class);
  private static final int BLOCKS_PER_TURN = 512;

  private final SnapshotFiles files;
  private final Journal journal;
  private final BlockStore store;
  private final SnapshotReader reader;
  private final SnapshotList list = new SnapshotList();
  private final List<SnapshotCapture> captures = new ArrayList<>();
  private final Refolds refolds;

  /**
   * Opens a directory, made if need be.
   *
   * @param catalog of the store
   * @param memory budgets of the store
   */
  public SnapshotShelf(
      Path directory,
      Journal journal,
      Journal catalog,
      BlockStore store,
      StoreConfig memory,
      LearnConfig config)
      throws IOException {
    Files.createDirectories(directory);
    WorkFolder.deleteLeftovers(directory, WorkFolder.FOLD_AGAIN);
    SnapshotFiles.deleteDrafts(directory);
    this.files = new SnapshotFiles(directory);
    this.journal = journal;
    this.store = store;
    this.reader =
        new SnapshotReader(
            files, directory, journal, Catalog.reading(catalog), store, memory, config);
    this.refolds = new Refolds(reader, journal);
  }

  @Override
  public void taken(CampaignState state, SnapshotTaken fact, long position, long time) {
    Path file = files.taken(fact.campaign(), position);
    if (Files.exists(file)) {
      reader.taken(state, fact, position, time);
      list.add(fact.campaign(), position, describe(file));
      return;
    }
    Snapshot description = SnapshotDescription.of(state, fact, position, time, store);
    SnapshotCapture capture =
        new SnapshotCapture(store, fact.campaign(), file, description, time, journal::whenDurable);
    captures.add(capture);
    list.add(fact.campaign(), position, capture.whole());
  }

  /** Goes on with snapshots in the making, a little; whether there are any. */
  boolean advance() {
    return advanceBy(BLOCKS_PER_TURN);
  }

  boolean advanceBy(int blocks) {
    captures.removeIf(capture -> capture.advance(blocks));
    return !captures.isEmpty();
  }

  @Override
  public void imported(CampaignState state, SnapshotImported fact, long position, long time) {
    imported(fact, position, time);
  }

  /** One file may have been imported under several names. */
  private void imported(SnapshotImported fact, long position, long time) {
    CompletableFuture<Snapshot> found = describe(files.imported(fact.campaign(), fact.digest()));
    list.add(
        fact.campaign(),
        position,
        found.thenApply(
            snapshot ->
                snapshot.toBuilder()
                    .setName(fact.name())
                    .setPosition(position)
                    .setTime(Millis.timestamp(time))
                    .build()));
  }

  /** What a file says of its snapshot; exceptionally where there is none. */
  private static CompletableFuture<Snapshot> describe(Path file) {
    try {
      return CompletableFuture.completedFuture(SnapshotFiles.describe(file));
    } catch (IOException e) {
      LOG.warn("the snapshot {} cannot be read and is not listed: {}", file, e.toString());
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void deleted(SnapshotDeleted fact) {
    finishCaptures();
    Snapshot gone = list.remove(fact.campaign(), fact.snapshot());
    if (gone != null && !list.hasImported(fact.campaign(), gone.getDigest())) {
      delete(file(fact.campaign(), gone));
    }
  }

  @Override
  public void withdrawn(int campaign) {
    finishCaptures();
    try {
      for (Path file : files.of(campaign)) {
        if (!list.isPinned(campaign, file, files)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("snapshots of a deleted campaign could not be deleted: {}", e.toString());
    }
    list.removeAll(campaign);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the snapshot {} could not be deleted: {}", file, e.toString());
    }
  }

  @Override
  public void reset(int campaign, String slot, long position) {
    list.reset(campaign, slot, position);
  }

  @Override
  public void rolledBack(RolledBack fact, long position) {
    list.pin(fact, position);
  }

  @Override
  public void note(Fact fact, long position, long time) {
    if (fact instanceof SnapshotTaken taken) {
      list.add(taken.campaign(), position, describe(files.taken(taken.campaign(), position)));
    } else if (fact instanceof SnapshotImported imported) {
      imported(imported, position, time);
    } else if (fact instanceof SnapshotDeleted deleted) {
      deleted(deleted);
    } else if (fact instanceof RolledBack rollback) {
      list.pin(rollback, position);
    } else if (fact instanceof CampaignChanged changed
        && changed.change() == CampaignChanged.Change.DELETED) {
      withdrawn(changed.campaign());
    }
  }

  @Override
  public boolean standsOnLostChange(RolledBack fact) {
    finishCaptures();
    return reader.standsOnLostChange(fact);
  }

  @Override
  public Path file(RolledBack fact) throws IOException {
    finishCaptures();
    return files.require(fact);
  }

  /** Waits for what is in the making. */
  void finishCaptures() {
    captures.forEach(SnapshotCapture::finish);
    captures.clear();
  }

  @Override
  public Refold refolded(RolledBack fact, long position) throws IOException {
    finishCaptures();
    return refolds.take(fact, position);
  }

  @Override
  public void release(Refold refold) {
    refolds.release(refold);
  }

  @Override
  public List<Snapshot> of(int campaign) {
    return list.of(campaign);
  }

  @Override
  public CompletableFuture<Snapshot> whole(int campaign, long position) {
    return list.whole(campaign, position);
  }

  @Override
  public void check(int campaign, Snapshot snapshot) throws IOException {
    Path file = file(campaign, snapshot);
    ImageSummary found = ImageReader.check(file);
    if (!found.digest().equals(snapshot.getDigest())) {
      throw new IOException(file + " is another snapshot's");
    }
  }

  SnapshotFiles files() {
    return files;
  }

  Path directory() {
    return files.directory();
  }

  Path file(int campaign, Snapshot snapshot) {
    return SnapshotDescription.isImported(snapshot)
        ? files.imported(campaign, snapshot.getDigest())
        : files.taken(campaign, snapshot.getPosition());
  }

  @Override
  public @Nullable String obstacle(int campaign, Snapshot snapshot, RolledBack.Mode mode) {
    if (reader.standsOnLostChange(campaign, snapshot.getPosition(), file(campaign, snapshot))) {
      return "the change of the campaign that it was taken after was lost, and left out by salvage";
    }
    if (mode == RolledBack.Mode.LEAVE_OUT) {
      return list.startedAnew(campaign, snapshot);
    }
    if (SnapshotDescription.isImported(snapshot)) {
      return "it was imported and has no history here to fold on from: use LEAVE_OUT";
    }
    return SnapshotFiles.oldest(file(campaign, snapshot), snapshot.getPosition())
            < journal.firstPosition()
        ? "the journal no longer has all facts since then: use LEAVE_OUT, or a newer snapshot"
        : null;
  }

  /**
   * The oldest journal position that a replay from a base needs for what rollbacks fold again: from the
   * snapshots of those behind the base.
   *
   * @return {@link Long#MAX_VALUE} where there are none
   */
  public long neededFrom(long base) {
    return list.foldedAgainSince(base).stream()
        .mapToLong(fact -> SnapshotFiles.oldest(files.of(fact), fact.snapshot()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public long prepare(RolledBack fact, BooleanSupplier cancelled) throws IOException {
    return refolds.prepare(fact, cancelled);
  }

  @Override
  public void discard(@Nullable RolledBack fact) {
    refolds.discard(fact);
  }

  /** Ends what is in the making. After the learner's last turn. */
  @Override
  public void close() {
    captures.forEach(SnapshotCapture::cancel);
    captures.clear();
    refolds.close();
  }
}

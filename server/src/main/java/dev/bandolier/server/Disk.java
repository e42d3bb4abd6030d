package dev.bandolier.server;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.JournalVersionException;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.CatalogCheck;
import dev.bandolier.server.learn.LearnConfig;
import dev.bandolier.server.learn.SnapshotShelf;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.NoCompilerException;
import dev.bandolier.server.store.Recovery;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import dev.bandolier.server.store.StoreVersionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on the disk, opened: the journal, which is the truth, and the store and the catalog, which are
 * made again where they cannot be trusted, from the newest base snapshot that is whole, or empty where the
 * journal has everything from the first fact on.
 */
final class Disk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
  private static final int CATALOG_SEGMENT = 16 << 20;

  private final DataDirectory directory;
  private final Journal journal;
  private final BlockStore store;
  private final BaseSnapshots bases;
  private final StoreListener storeListener;
  private final BaseListener baseListener;
  private @Nullable Journal catalog;
  private String condition = "";

  private Disk(
      DataDirectory directory,
      Journal journal,
      BlockStore store,
      BaseSnapshots bases,
      StoreListener storeListener,
      BaseListener baseListener) {
    this.directory = directory;
    this.journal = journal;
    this.store = store;
    this.bases = bases;
    this.storeListener = storeListener;
    this.baseListener = baseListener;
  }

  /**
   * Takes the data directory and opens what is in it.
   *
   * @throws StartException if that cannot be; nothing is damaged
   */
  static Disk open(
      ServerConfig config, JournalListener heard, StoreListener grown, BaseListener based)
      throws StartException {
    DataDirectory directory = DataDirectory.take(config.data());
    boolean opened = false;
    try {
      Disk disk = open(directory, config, heard, grown, based);
      opened = true;
      return disk;
    } catch (NoCompilerException | JournalVersionException | StoreVersionException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (JournalDamagedException e) {
      throw damaged(directory.root(), e);
    } catch (IOException e) {
      throw new StartException(
          "the data directory " + directory.root() + " cannot be used: " + DataDirectory.reason(e),
          e);
    } finally {
      if (!opened) {
        closed("data directory", directory::close);
      }
    }
  }

  /** Says what is damaged and what can be done about it. */
  static StartException damaged(Path data, JournalDamagedException e) {
    return new StartException(
        "%s in %s. Nothing was changed. Restore a backup, or save what is whole: bandolier salvage --data %s --to NEW_DIR"
            .formatted(e.getMessage(), data.resolve("journal"), data),
        e);
  }

  private static Disk open(
      DataDirectory directory,
      ServerConfig config,
      JournalListener heard,
      StoreListener grown,
      BaseListener based)
      throws IOException, StartException {
    BaseSnapshots bases = BaseSnapshots.open(directory.bases(), based);
    BlockStore store = BlockStore.open(directory.store(), storeConfig(config), grown);
    Journal journal = journal(directory, config, heard, store);
    Disk disk = new Disk(directory, journal, store, bases, grown, based);
    boolean begun = false;
    try {
      disk.begin();
      begun = true;
      return disk;
    } finally {
      if (!begun) {
        disk.close();
      }
    }
  }

  private void begin() throws IOException, StartException {
    condition = condition(store.recovery());
    String problem = problem();
    if (!problem.isEmpty()) {
      rebuild(problem);
    }
  }

  /** Why the store or the catalog cannot be used; empty where both can, and the catalog is open. */
  private String problem() throws IOException {
    if (store.recovery() instanceof Recovery.RebuildNeeded rebuild) {
      return rebuild.reason();
    }
    if (store.donePosition() >= journal.endPosition()) {
      return "it knows facts that the journal has not";
    }
    if (store.donePosition() == 0 && journal.endPosition() > journal.firstPosition()) {
      return "it is empty";
    }
    return catalogProblem();
  }

  private String catalogProblem() throws IOException {
    try {
      Journal opened = openCatalog();
      return opened.opening().tornBytes() > 0
          ? "the catalog's end is torn"
          : CatalogCheck.problem(opened, store, journal);
    } catch (JournalDamagedException e) {
      return "the catalog is damaged: " + e.getMessage();
    }
  }

  private Journal openCatalog() throws IOException {
    Journal opened =
        Journal.open(
            directory.catalog(),
            JournalConfig.DEFAULTS.withSizes(CATALOG_SEGMENT, 8 << 20).withWatermark(0),
            System::currentTimeMillis,
            System::nanoTime,
            JournalListener.NONE);
    catalog = opened;
    return opened;
  }

  /** Opens the journal, or gives the store back, too. */
  private static Journal journal(
      DataDirectory directory, ServerConfig config, JournalListener heard, BlockStore store)
      throws IOException {
    boolean opened = false;
    try {
      Journal journal =
          Journal.open(
              directory.journal(),
              journalConfig(config),
              System::currentTimeMillis,
              System::nanoTime,
              heard);
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        closed("store", store::close);
      }
    }
  }

  /**
   * Throws store and catalog away, and makes them what the newest whole base snapshot holds. The facts
   * after it are the learner's to fold.
   *
   * @param reason what was the matter
   * @throws StartException if there is no such base, and the journal's first facts were retired
   */
  void rebuild(String reason) throws IOException, StartException {
    StoreRebuild rebuild = new StoreRebuild(directory, journal, store, bases, baseListener);
    rebuild.refuseNewerBases();
    LOG.warn("the store is made again: {}", reason);
    storeListener.rebuilt(reason);
    if (catalog != null) {
      catalog.close();
    }
    directory.deleteCatalog();
    store.reset();
    condition = rebuild.fill(openCatalog(), reason);
  }

  private static String condition(Recovery recovery) {
    if (recovery instanceof Recovery.AfterKill kill) {
      return "after a kill (%d blocks taken back, %d freed)"
          .formatted(kill.reverted(), kill.freed());
    }
    return recovery instanceof Recovery.Fresh ? "new" : "stopped cleanly";
  }

  /** The store that a server is told to have. */
  static StoreConfig storeConfig(ServerConfig config) {
    return StoreConfig.defaults().withMemory(config.armMemory(), config.ledgerMemory()).verified();
  }

  private static JournalConfig journalConfig(ServerConfig config) {
    int payload = Math.min(8 << 20, config.journalSegment() / 2);
    return JournalConfig.DEFAULTS
        .withSizes(config.journalSegment(), payload)
        .withWatermark(config.diskWatermark());
  }

  DataDirectory directory() {
    return directory;
  }

  Journal journal() {
    return journal;
  }

  Journal catalog() {
    return Objects.requireNonNull(catalog, "the disk is not open");
  }

  BlockStore store() {
    return store;
  }

  /** The campaigns' snapshots. */
  SnapshotShelf snapshots(ServerConfig config, LearnConfig learning) throws IOException {
    return new SnapshotShelf(
        directory.snapshots(), journal, catalog(), store, storeConfig(config), learning);
  }

  BaseSnapshots bases() {
    return bases;
  }

  /** In which condition the store was found. */
  String condition() {
    return condition;
  }

  /** The store last: closed properly it says that it fits the others as they are on the disk. */
  @Override
  public void close() {
    boolean kept = catalog == null || closed("catalog", catalog::close);
    kept &= closed("journal", journal::close);
    closed("store", kept ? store::close : store::letGo);
    closed("data directory", directory::close);
  }

  private static boolean closed(String what, Closing step) {
    try {
      step.run();
      return true;
    } catch (IOException e) {
      LOG.error("the {} could not be closed properly; the next start repairs it", what, e);
      return false;
    }
  }

  /** Closes something. */
  private interface Closing {
    void run() throws IOException;
  }
}

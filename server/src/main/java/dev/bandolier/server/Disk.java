package dev.bandolier.server;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.JournalVersionException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on the disk, opened: the journal, which is the truth, and the store and the catalog, which are
 * thrown away and derived again where they cannot be trusted.
 */
final class Disk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
  private static final int CATALOG_SEGMENT = 16 << 20;

  private final DataDirectory directory;
  private final Journal journal;
  private final Journal catalog;
  private final BlockStore store;
  private final String condition;

  private Disk(
      DataDirectory directory,
      Journal journal,
      Journal catalog,
      BlockStore store,
      String condition) {
    this.directory = directory;
    this.journal = journal;
    this.catalog = catalog;
    this.store = store;
    this.condition = condition;
  }

  /**
   * Takes the data directory and opens what is in it.
   *
   * @throws StartException if that cannot be; nothing is damaged
   */
  static Disk open(ServerConfig config, JournalListener heard, StoreListener grown)
      throws StartException {
    DataDirectory directory = DataDirectory.take(config.data());
    boolean opened = false;
    try {
      Disk disk = open(directory, config, heard, grown);
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
        closing("data directory", directory::close);
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
      DataDirectory directory, ServerConfig config, JournalListener heard, StoreListener grown)
      throws IOException {
    BlockStore store = BlockStore.open(directory.store(), storeConfig(config), grown);
    Journal journal = journal(directory, config, heard, store);
    String problem = problem(store, journal);
    if (!problem.isEmpty()) {
      LOG.warn("the store is made again from the journal: {}", problem);
      store.reset();
      directory.deleteCatalog();
    }
    Journal catalog =
        Journal.open(
            directory.catalog(),
            JournalConfig.DEFAULTS.withSizes(CATALOG_SEGMENT, 8 << 20).withWatermark(0),
            System::currentTimeMillis,
            System::nanoTime,
            JournalListener.NONE);
    return new Disk(directory, journal, catalog, store, condition(store, problem));
  }

  /** Opens the journal, or gives the store back, too. */
  private static Journal journal(
      DataDirectory directory, ServerConfig config, JournalListener heard, BlockStore store)
      throws IOException {
    try {
      return Journal.open(
          directory.journal(),
          journalConfig(config),
          System::currentTimeMillis,
          System::nanoTime,
          heard);
    } catch (IOException e) {
      closing("store", store::close);
      throw e;
    }
  }

  private static String problem(BlockStore store, Journal journal) {
    if (store.recovery() instanceof Recovery.RebuildNeeded rebuild) {
      return rebuild.reason();
    }
    return store.donePosition() >= journal.endPosition()
        ? "it knows facts that the journal has not"
        : "";
  }

  private static String condition(BlockStore store, String problem) {
    if (!problem.isEmpty()) {
      return "rebuilt";
    }
    Recovery recovery = store.recovery();
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
    return catalog;
  }

  BlockStore store() {
    return store;
  }

  /** The campaigns' snapshots. */
  SnapshotShelf snapshots(ServerConfig config, LearnConfig learning) throws IOException {
    return new SnapshotShelf(
        directory.snapshots(), journal, catalog, store, storeConfig(config), learning);
  }

  /** In which condition the store was found. */
  String condition() {
    return condition;
  }

  @Override
  public void close() {
    closing("store", store::close);
    closing("catalog", catalog::close);
    closing("journal", journal::close);
    closing("data directory", directory::close);
  }

  private static void closing(String what, Closing step) {
    try {
      step.run();
    } catch (IOException e) {
      LOG.error("the {} could not be closed properly; the next start repairs it", what, e);
    }
  }

  /** Closes something. */
  private interface Closing {
    void run() throws IOException;
  }
}

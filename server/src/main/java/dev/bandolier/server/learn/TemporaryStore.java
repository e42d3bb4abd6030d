package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A store and a catalog of their own to fold facts into once more, in a temporary directory that {@link
 * #close} deletes. Of one thread.
 */
final class TemporaryStore implements AutoCloseable {

  private static final int CATALOG_SEGMENT = 16 << 20;
  private static final int CATALOG_PAYLOAD = 8 << 20;

  private final Path directory;
  private final BlockStore store;
  private final Journal catalog;

  private TemporaryStore(Path directory, BlockStore store, Journal catalog) {
    this.directory = directory;
    this.store = store;
    this.catalog = catalog;
  }

  /** Makes one that is empty. */
  static TemporaryStore make(Path work, String prefix, StoreConfig memory) throws IOException {
    Path directory = WorkFolder.make(work, prefix);
    try {
      BlockStore store = BlockStore.open(directory.resolve("store"), memory, StoreListener.NONE);
      try {
        return new TemporaryStore(directory, store, catalog(directory));
      } catch (IOException | RuntimeException e) {
        store.letGo();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      WorkFolder.delete(directory);
      throw e;
    }
  }

  private static Journal catalog(Path directory) throws IOException {
    JournalConfig config =
        JournalConfig.DEFAULTS.withSizes(CATALOG_SEGMENT, CATALOG_PAYLOAD).withWatermark(0);
    return Journal.open(
        directory.resolve("catalog"), config, () -> 1, () -> 0, JournalListener.NONE);
  }

  Path directory() {
    return directory;
  }

  BlockStore store() {
    return store;
  }

  Journal catalog() {
    return catalog;
  }

  /** Gives the memory back and deletes the directory. */
  @Override
  public void close() throws IOException {
    try (catalog) {
      store.letGo();
    } finally {
      WorkFolder.delete(directory);
    }
  }
}

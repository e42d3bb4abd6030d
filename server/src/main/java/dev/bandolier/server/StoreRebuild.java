package dev.bandolier.server;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshot;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.LostStretch;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.DamagedImageException;
import dev.bandolier.server.store.ImageVersionException;
import dev.bandolier.server.store.StoreFullException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a store and a catalog that were thrown away what the newest whole base snapshot holds. The facts
 * after it are the learner's to fold.
 */
final class StoreRebuild {

  private final DataDirectory directory;
  private final Journal journal;
  private final BlockStore store;
  private final BaseSnapshots bases;
  private final BaseListener baseListener;

  StoreRebuild(
      DataDirectory directory,
      Journal journal,
      BlockStore store,
      BaseSnapshots bases,
      BaseListener baseListener) {
    this.directory = directory;
    this.journal = journal;
    this.store = store;
    this.bases = bases;
    this.baseListener = baseListener;
  }

  /** Before anything is thrown away: a newer version's base may say what this one cannot know. */
  void refuseNewerBases() throws IOException, StartException {
    try {
      bases.requireKnownVersions();
    } catch (ImageVersionException e) {
      throw new StartException(
          e.getMessage() + ": a newer version wrote it. Nothing was changed; start that version.",
          e);
    }
  }

  /**
   * Fills a store and a catalog that are empty.
   *
   * @param reason why they are made again
   * @return from what they were made
   * @throws StartException if there is no whole base, and the journal's first facts were retired
   */
  String fill(Journal catalog, String reason) throws IOException, StartException {
    for (BaseSnapshot base : bases.startsFor(journal)) {
      String restored = restore(base, catalog);
      if (restored != null) {
        return restored;
      }
    }
    requireFirstFacts(reason);
    return "made again from the journal's first fact on";
  }

  /** How it was made what a base holds; null where the base is not whole. */
  private @Nullable String restore(BaseSnapshot base, Journal empty)
      throws IOException, StartException {
    long begun = System.nanoTime();
    try {
      LostStretch lost = LostStretch.read(directory.snapshots());
      BaseSnapshots.restore(base, store, empty, lost.knownTo(journal));
      long millis = (System.nanoTime() - begun) / 1_000_000;
      return "made again from the base snapshot at %d (%d blocks in %d ms)"
          .formatted(base.position(), base.summary().blocks(), millis);
    } catch (StoreFullException e) {
      throw new StartException(
          "the base snapshot %s does not fit: %s. Give at least as much --memory and --ledger-memory as before."
              .formatted(base.file(), e.getMessage()),
          e);
    } catch (IOException e) {
      baseListener.damaged(base.file(), e);
      if (e instanceof DamagedImageException) {
        bases.setAside(base);
      }
      store.reset();
      return null;
    }
  }

  private void requireFirstFacts(String reason) throws StartException {
    if (!journal.isWhole()) {
      throw new StartException(
          """
          the store cannot be used (%s), and it cannot be made again: the journal begins at \
          position %d, since older facts were retired, and in %s there is no whole base snapshot to \
          begin with. Put the base-*.image files of a backup there, or start with a restored backup."""
              .formatted(reason, journal.firstPosition(), directory.bases()));
    }
  }
}

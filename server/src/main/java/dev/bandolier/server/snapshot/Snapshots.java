package dev.bandolier.server.snapshot;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of campaigns, as far as they are on disk. They come and go by facts; this reads them
 * and makes ready what a fact will need. Any thread.
 */
public interface Snapshots {

  /** A campaign's snapshots, oldest first. */
  List<Snapshot> of(int campaign);

  /** The newest snapshot of that name, or null. */
  default @Nullable Snapshot find(int campaign, String name) {
    Snapshot found = null;
    for (Snapshot snapshot : of(campaign)) {
      found = snapshot.getName().equals(name) ? snapshot : found;
    }
    return found;
  }

  /**
   * Tells when the snapshot of a fact is on disk.
   *
   * @param position of the fact, which has been folded
   * @return exceptionally where it could not be written
   */
  CompletableFuture<Snapshot> whole(int campaign, long position);

  /**
   * Reads all of a snapshot's file.
   *
   * @throws IOException with a message that names the file, if it is not what was written
   */
  void check(int campaign, Snapshot snapshot) throws IOException;

  /** Why a campaign cannot return to a snapshot in that way, or null where it can. */
  @Nullable String obstacle(int campaign, Snapshot snapshot, RolledBack.Mode mode);

  /**
   * Folds again what a rollback with {@link RolledBack.Mode#FOLD_AGAIN} asks for, up to the journal's
   * end, and keeps that until the fact itself is folded. Takes as long as it takes; one at a time.
   *
   * @param cancelled whether to give up
   * @return how many decisions were left out; -1 where another one is under way, or it was given up
   */
  long prepare(RolledBack fact, BooleanSupplier cancelled) throws IOException;

  /** Drops what was prepared: its fact will not come. */
  void discard(RolledBack fact);
}

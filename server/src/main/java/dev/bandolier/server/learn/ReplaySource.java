package dev.bandolier.server.learn;

import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a journal is folded again from, and where. All of it is only read but for {@code work}.
 *
 * @param journal the facts; of a running server, too
 * @param bases where folding may begin
 * @param snapshots directory of the campaigns' snapshots, which rollbacks name
 * @param work where the temporary directory is made; it needs the room that the store has
 * @param memory budgets as those of the server that wrote the journal, or larger
 * @param config as that of the server that wrote the journal
 */
public record ReplaySource(
    RecordSource journal,
    BaseSnapshots bases,
    Path snapshots,
    Path work,
    StoreConfig memory,
    LearnConfig config) {

  /**
   * The oldest base snapshot from which the journal can be folded.
   *
   * @return null where the journal has its first fact
   * @throws IOException if there is none
   */
  @Nullable BaseSnapshot beginning() throws IOException {
    if (journal.isWhole()) {
      return null;
    }
    List<BaseSnapshot> starts = bases.startsFor(journal);
    if (starts.isEmpty()) {
      throw new IOException(
          "the journal's first facts were retired, and no base snapshot is there to begin with");
    }
    return starts.get(starts.size() - 1);
  }

  /**
   * The newest base snapshot before a position from which the journal can be folded.
   *
   * @return null where there is none, but the journal's first fact
   * @throws IOException if there is not even that
   */
  @Nullable BaseSnapshot beginningBefore(long position) throws IOException {
    Optional<BaseSnapshot> nearest =
        bases.startsFor(journal).stream().filter(base -> base.position() < position).findFirst();
    if (nearest.isEmpty() && !journal.isWhole()) {
      throw new IOException(
          "the facts up to position %d were retired, and no base snapshot is older"
              .formatted(position));
    }
    return nearest.orElse(null);
  }
}

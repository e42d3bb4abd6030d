package dev.bandolier.server.learn;

import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.ImageRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Between which journal positions a salvaged directory lacks facts that were not put back. A snapshot that was taken there knows them;
 * folding what is left need not come to its content. Kept as the file {@code salvaged} beside the snapshots.
 *
 * @param from the first position that was lost
 * @param to behind the last fact when the directory was salvaged
 */
public record LostStretch(long from, long to) {

  private static final String FILE = "salvaged";
  private static final int CARRIER = LedgerEntry.CARRIER_WORD * Long.BYTES;

  /**
   * Writes it down, joined with what an earlier salvage wrote, and waits until it is on disk.
   *
   * @param snapshots the directory of snapshots
   */
  public void note(Path snapshots) throws IOException {
    LostStretch earlier = read(snapshots);
    Files.writeString(
        snapshots.resolve(FILE),
        Math.min(from, earlier.from) + " " + Math.max(to, earlier.to) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.SYNC);
  }

  /** What was written down; empty where nothing was lost. */
  public static LostStretch read(Path snapshots) throws IOException {
    Path file = snapshots.resolve(FILE);
    if (!Files.exists(file)) {
      return new LostStretch(Long.MAX_VALUE, 0);
    }
    String text = Files.readString(file).trim();
    if (!text.matches("\\d{1,18} \\d{1,18}")) {
      throw new IOException("the file " + file + " is damaged: restore it");
    }
    String[] words = text.split(" ", 2);
    return new LostStretch(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /**
   * Which blocks of an image can be lived with: entries of decisions whose facts were lost cannot, since whatever becomes of
   * them is folded with the decision's vector.
   */
  public ImageRestore.Wanted knownTo(RecordSource journal) {
    RecordView record = new RecordView();
    return (kind, payload) -> {
      long carrier = kind == BlockKind.ENTRY ? payload.getLong(CARRIER) : 0;
      return !has(carrier) || journal.readAt(carrier, record);
    };
  }

  /** Whether a position lies in it. */
  boolean has(long position) {
    return from <= position && position < to;
  }
}

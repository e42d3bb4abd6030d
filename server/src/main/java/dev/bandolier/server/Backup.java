package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.journal.JournalBackup;
import dev.bandolier.server.journal.JournalDamagedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A data directory that was copied while its server may have been running.
 *
 * @param from the directory
 * @param to the copy
 * @param journal what was copied of the journal
 * @param others which files besides
 * @param otherBytes how many bytes of these
 */
record Backup(
    Path from, Path to, JournalBackup.Copied journal, List<String> others, long otherBytes) {

  private static final int ATTEMPTS = 5;

  /**
   * Copies a data directory. Where retention deletes a file under the copying hands, everything is begun
   * again.
   *
   * @throws StartException if there is nothing to copy, or the target is not empty
   * @throws JournalDamagedException if the journal is not whole
   */
  static Backup make(Path from, Path to, ProgressLine progress) throws IOException, StartException {
    DataCopy copy = DataCopy.begin(from, to);
    for (int attempt = 1; ; attempt++) {
      try {
        return make(from, to, copy, progress);
      } catch (NoSuchFileException e) {
        copy.undo();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (IOException e) {
        copy.undo();
        throw e;
      }
    }
  }

  /** The journal's end first, so that what its facts name is there; then that; then the journal. */
  private static Backup make(Path from, Path to, DataCopy copy, ProgressLine progress)
      throws IOException {
    JournalBackup journal = new JournalBackup(from.resolve("journal"));
    long end = journal.end();
    copy.copyRest(position -> position < end);
    long all = journal.bytes();
    JournalBackup.Copied copied =
        journal.copyTo(copy.journal(), bytes -> progress.at("copying", bytes, "bytes", bytes, all));
    copy.finish();
    return new Backup(from, to, copied, copy.copied(), copy.bytes());
  }

  /** Says it to a person. */
  void print(PrintWriter out) {
    out.println("copied    " + from + " to " + to);
    out.println(
        "journal   up to position %s: %s files, %s bytes, every record checked"
            .formatted(
                ExactNumbers.grouped(journal.end()),
                ExactNumbers.grouped(journal.files()),
                ExactNumbers.grouped(journal.bytes())));
    out.println(
        "besides   %s (%s bytes)"
            .formatted(String.join(", ", others), ExactNumbers.grouped(otherBytes)));
    out.println("check it  bandolier verify --data " + to);
    out.println("use it    bandolier serve --data " + to + "   (the store is made at the start)");
  }

  /** Says it to a program. */
  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("end", journal.end()).put("journal_files", journal.files());
    json.put("journal_bytes", journal.bytes()).put("other_bytes", otherBytes);
    var names = json.putArray("others");
    others.forEach(names::add);
    return json;
  }
}

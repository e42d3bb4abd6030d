package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.journal.JournalSalvage;
import dev.bandolier.server.journal.JournalSalvage.Loss;
import dev.bandolier.server.learn.KeptFacts;
import dev.bandolier.server.learn.LostStretch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What could be copied of a damaged data directory.
 *
 * @param from the directory
 * @param to the copy
 * @param journal what was copied of the journal, and what was not
 */
record Salvage(Path from, Path to, JournalSalvage.Saved journal) {

  /**
   * Copies what is whole; the damaged directory is not changed.
   *
   * @throws StartException if there is nothing to copy, it is in use, or the target is not empty
   */
  static Salvage make(Path from, Path to) throws IOException, StartException {
    DataCopy copy = DataCopy.begin(from, to);
    DataDirectory taken = DataDirectory.take(from);
    try (taken) {
      JournalSalvage.Saved saved =
          new JournalSalvage(taken.journal(), copy.journal(), KeptFacts.in(taken.catalog()))
              .run(!hasBase(from));
      copy.copyRest(saved.end());
      noteLosses(to.resolve("snapshots"), saved);
      copy.finish();
      return new Salvage(from, to, saved);
    } catch (IOException e) {
      copy.undo();
      throw e;
    }
  }

  /** Snapshots that know of lost facts stay what they are, though folding comes to something else. */
  private static void noteLosses(Path snapshots, JournalSalvage.Saved saved) throws IOException {
    if (Files.isDirectory(snapshots) && !saved.losses().isEmpty()) {
      new LostStretch(saved.losses().get(0).position(), saved.end()).note(snapshots);
    }
  }

  /** Whether the journal may begin behind a base snapshot. */
  private static boolean hasBase(Path from) throws IOException {
    Path bases = from.resolve("bases");
    if (!Files.isDirectory(bases)) {
      return false;
    }
    try (Stream<Path> files = Files.list(bases)) {
      return files.anyMatch(file -> file.toString().endsWith(".image"));
    }
  }

  private long lostBytes() {
    return journal.losses().stream().mapToLong(Loss::bytes).sum();
  }

  private long restoredFacts() {
    return journal.losses().stream().mapToLong(Loss::restored).sum();
  }

  private long lostFacts() {
    return journal.losses().stream().mapToLong(Loss::facts).sum();
  }

  /** Says it to a person. */
  void print(PrintWriter out) {
    out.println(
        "saved     %s facts up to position %s, from %s to %s"
            .formatted(
                ExactNumbers.grouped(journal.records()),
                ExactNumbers.grouped(journal.end()),
                from,
                to));
    out.println(
        "lost      %s"
            .formatted(
                journal.losses().isEmpty()
                    ? "nothing"
                    : "at least %s facts, %s bytes:"
                        .formatted(
                            ExactNumbers.grouped(lostFacts()), ExactNumbers.grouped(lostBytes()))));
    journal.losses().forEach(loss -> out.println("          " + text(loss)));
    if (restoredFacts() > 0) {
      out.println(
          "put back  %s facts about campaigns and their features' values, of which the catalog had a copy"
              .formatted(ExactNumbers.grouped(restoredFacts())));
    }
    out.println("use it    bandolier serve --data " + to + "   (the store is made at the start)");
  }

  private static String text(Loss loss) {
    return "%s, position %s, %s bytes, at least %d facts: %s"
        .formatted(
            loss.file(),
            ExactNumbers.grouped(loss.position()),
            ExactNumbers.grouped(loss.bytes()),
            loss.facts(),
            loss.reason());
  }

  /** Says it to a program. */
  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("facts", journal.records()).put("end", journal.end());
    json.put("lost_facts_at_least", lostFacts()).put("lost_bytes", lostBytes());
    json.put("restored_facts", restoredFacts());
    ArrayNode losses = json.putArray("losses");
    for (Loss loss : journal.losses()) {
      ObjectNode one = losses.addObject().put("file", loss.file());
      one.put("position", loss.position()).put("bytes", loss.bytes());
      one.put("facts_at_least", loss.facts()).put("restored", loss.restored());
      one.put("reason", loss.reason());
    }
    return json;
  }
}

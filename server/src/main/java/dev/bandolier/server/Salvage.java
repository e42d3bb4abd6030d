package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.journal.JournalSalvage;
import dev.bandolier.server.journal.JournalSalvage.Loss;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshot;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.KeptFacts;
import dev.bandolier.server.learn.LostStretch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * What could be copied of a damaged data directory.
 *
 * @param from the directory
 * @param to the copy
 * @param journal what was copied of the journal, and what was not
 * @param basesLeftOut how many base snapshots were not copied, since they know facts that are lost
 */
record Salvage(Path from, Path to, JournalSalvage.Saved journal, int basesLeftOut) {

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
      List<BaseSnapshot> bases = BaseSnapshots.read(taken.bases(), BaseListener.NONE).all();
      LongPredicate kept = keptBases(saved, bases);
      copy.copyRest(kept);
      noteLosses(to.resolve("snapshots"), saved);
      copy.finish();
      long left = bases.stream().filter(base -> !kept.test(base.position())).count();
      return new Salvage(from, to, saved, (int) left);
    } catch (IOException e) {
      copy.undo();
      throw e;
    }
  }

  /** Snapshots that know of lost facts stay what they are, though folding comes to something else. */
  private static void noteLosses(Path snapshots, JournalSalvage.Saved saved) throws IOException {
    long first = firstLoss(saved, 0);
    if (first < saved.end()) {
      Files.createDirectories(snapshots);
      new LostStretch(first, saved.end()).note(snapshots);
    }
  }

  /** Where facts are missing first, from a position on; the journal's end where none are. */
  private static long firstLoss(JournalSalvage.Saved saved, long from) {
    return saved.losses().stream()
        .filter(loss -> !loss.whole() && loss.position() >= from)
        .mapToLong(Loss::position)
        .min()
        .orElse(saved.end());
  }

  /**
   * Which base snapshots folding still comes to, wherever it begins: those up to the first loss behind the journal's beginning,
   * which is its first fact or, where that was retired, the oldest base from which it can be folded.
   */
  private static LongPredicate keptBases(JournalSalvage.Saved saved, List<BaseSnapshot> bases) {
    long beginning =
        bases.stream()
            .filter(base -> saved.first() > 0 && base.needs() >= saved.first())
            .mapToLong(BaseSnapshot::position)
            .filter(position -> saved.losses().stream().noneMatch(loss -> loss.lacks(position)))
            .min()
            .orElse(0);
    long until = firstLoss(saved, beginning);
    return position -> beginning <= position && position < until;
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
    return missing().stream().mapToLong(Loss::bytes).sum();
  }

  private List<Loss> missing() {
    return journal.losses().stream().filter(loss -> !loss.whole()).toList();
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
                missing().isEmpty()
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
    if (basesLeftOut > 0) {
      out.println(
          "left out  %d base snapshots that know lost facts; the first start folds from before the loss"
              .formatted(basesLeftOut));
    }
    out.println("use it    bandolier serve --data " + to + "   (the store is made at the start)");
  }

  private static String text(Loss loss) {
    return "%s, position %s, %s bytes, %s: %s"
        .formatted(
            loss.file(),
            ExactNumbers.grouped(loss.position()),
            ExactNumbers.grouped(loss.bytes()),
            loss.whole() ? "no fact is missing" : "at least %d facts".formatted(loss.facts()),
            loss.reason());
  }

  /** Says it to a program. */
  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("facts", journal.records()).put("end", journal.end());
    json.put("lost_facts_at_least", lostFacts()).put("lost_bytes", lostBytes());
    json.put("restored_facts", restoredFacts()).put("bases_left_out", basesLeftOut);
    ArrayNode losses = json.putArray("losses");
    for (Loss loss : journal.losses()) {
      ObjectNode one = losses.addObject().put("file", loss.file());
      one.put("position", loss.position()).put("bytes", loss.bytes());
      one.put("facts_at_least", loss.facts()).put("restored", loss.restored());
      one.put("whole", loss.whole());
      one.put("reason", loss.reason());
    }
    return json;
  }
}

package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.Comparison;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.SnapshotShelf;
import dev.bandolier.server.learn.WorkFolder;
import dev.bandolier.server.store.StoreListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What folding a journal beside its store has found.
 *
 * @param data the data directory
 * @param condition in which the store was found
 * @param recovered facts that the recovery folded into the store
 * @param repairs what the recovery did to the journal
 * @param facts that the journal was folded from
 * @param position of the last of them
 * @param time its journal time in epoch milliseconds
 * @param comparison of the store with what they make
 */
record Verification(
    Path data,
    String condition,
    long recovered,
    List<String> repairs,
    long facts,
    long position,
    long time,
    Comparison comparison) {

  private static final int SHOWN = 20;

  /**
   * Recovers a data directory as a server would, folds its journal, and compares.
   *
   * @param work where the journal is folded
   * @throws StartException if the directory is in use, or cannot be recovered
   */
  static Verification run(ServerConfig config, Path work, ProgressLine progress)
      throws StartException, IOException {
    Repairs repairs = new Repairs();
    try (Disk disk = Disk.open(config, repairs, StoreListener.NONE, BaseListener.NONE)) {
      WorkFolder.deleteLeftovers(work, WorkFolder.REPLAY);
      long recovered = recover(config, disk);
      return compare(config, work, progress, disk, recovered, repairs.lines);
    }
  }

  private static long recover(ServerConfig config, Disk disk) throws IOException {
    try (SnapshotShelf snapshots = disk.snapshots(config, Server.learnConfig(config))) {
      return new Learner(
              disk.journal(),
              disk.catalog(),
              disk.store(),
              Server.learnConfig(config),
              new LearnListener() {},
              disk.journal()::now,
              snapshots)
          .recover();
    }
  }

  private static Verification compare(
      ServerConfig config,
      Path work,
      ProgressLine progress,
      Disk disk,
      long recovered,
      List<String> repairs)
      throws IOException {
    long end = disk.journal().endPosition();
    try (Replay replay = Replay.begin(DataFiles.of(config, disk.journal(), work))) {
      replay.runToEnd((position, facts) -> progress.at("folding", facts, "facts", position, end));
      return new Verification(
          config.data(),
          disk.condition(),
          recovered,
          List.copyOf(repairs),
          replay.facts(),
          replay.position(),
          replay.time(),
          replay.compare(disk.store(), SHOWN));
    }
  }

  boolean matches() {
    return comparison.matches();
  }

  /** Says it to a person. */
  void print(PrintWriter out) {
    out.println("verified  " + data);
    out.println(
        "journal   %s facts, the last at position %s%s"
            .formatted(
                ExactNumbers.grouped(facts),
                ExactNumbers.grouped(position),
                facts == 0 ? "" : ", " + Instant.ofEpochMilli(time)));
    repairs.forEach(line -> out.println("          " + line));
    out.println(
        "store     %s; the recovery folded %s facts"
            .formatted(condition, ExactNumbers.grouped(recovered)));
    out.println(
        "compared  %s arms, %s ledger entries, %s blocks in all"
            .formatted(
                ExactNumbers.grouped(comparison.arms()),
                ExactNumbers.grouped(comparison.entries()),
                ExactNumbers.grouped(comparison.blocks())));
    out.println("digest    " + comparison.digestStore() + " store");
    out.println("          " + comparison.digestJournal() + " journal");
    printVerdict(out);
  }

  private void printVerdict(PrintWriter out) {
    if (matches()) {
      out.println("equal     bit for bit");
      return;
    }
    out.println(
        "DIFFERENT %s of %s blocks:"
            .formatted(
                ExactNumbers.grouped(comparison.differing()),
                ExactNumbers.grouped(comparison.blocks())));
    comparison.differences().forEach(difference -> out.println("          " + difference));
    long more = comparison.differing() - comparison.differences().size();
    if (more > 0) {
      out.println("          and " + ExactNumbers.grouped(more) + " more");
    }
  }

  /** Says it to a program. */
  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("facts", facts).put("position", position).put("time", timeText());
    json.put("arms", comparison.arms()).put("entries", comparison.entries());
    json.put("blocks", comparison.blocks()).put("differing", comparison.differing());
    json.put("matches", matches());
    json.put("digest_store", comparison.digestStore());
    json.put("digest_journal", comparison.digestJournal());
    json.put("store", condition).put("recovered_facts", recovered);
    ArrayNode repaired = json.putArray("repairs");
    repairs.forEach(repaired::add);
    ArrayNode differences = json.putArray("differences");
    comparison
        .differences()
        .forEach(each -> differences.addObject().put("what", each.what()).put("how", each.how()));
    return json;
  }

  private String timeText() {
    return Instant.ofEpochMilli(time).toString();
  }

  /** Takes note of what the recovery of the journal did. */
  private static final class Repairs implements JournalListener {

    final List<String> lines = new ArrayList<>();

    @Override
    public void torn(String file, long position, long bytes) {
      lines.add(
          "torn tail: %s bytes at position %s kept aside in %s"
              .formatted(ExactNumbers.grouped(bytes), ExactNumbers.grouped(position), file));
    }

    @Override
    public void aborted(long position) {
      lines.add("never finished: the record at position " + ExactNumbers.grouped(position));
    }
  }
}

package dev.bandolier.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.ReadOnlyJournal;
import dev.bandolier.server.journal.RecordHandler;
import dev.bandolier.server.journal.RecordView;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A stopped server's data directory, what happens to it, and its salvaged copy. */
final class Salvaging {

  private static final int LAST_WORD = 8;

  private final Path data;
  private final Path copy;

  /** The copy is not there yet. */
  Salvaging(Path data, Path copy) {
    this.data = data;
    this.copy = copy;
  }

  /** Damages every fact of some kind; the positions of those. */
  List<Long> damage(Predicate<RecordView> which) throws IOException {
    List<Long> found = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    look(
        record -> {
          if (which.test(record)) {
            found.add(record.position());
            ends.add(record.nextPosition() - LAST_WORD);
          }
        });
    for (long end : ends) {
      flip(end);
    }
    return found;
  }

  /** Shows every fact, in order. */
  void look(RecordHandler handler) throws IOException {
    ReadOnlyJournal journal = ReadOnlyJournal.open(data.resolve("journal"));
    JournalReader reader = journal.read(journal.firstPosition());
    while (reader.position() < journal.endPosition()) {
      reader.poll(handler, 100);
    }
  }

  private void flip(long position) throws IOException {
    Path file = fileOf(position);
    long base = Long.parseLong(file.getFileName().toString().replace(".log", ""), 16);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position - base);
      int before = bytes.read();
      bytes.seek(position - base);
      bytes.write(before ^ 4);
    }
  }

  private Path fileOf(long position) throws IOException {
    String last = "%016x.log".formatted(position);
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> file.getFileName().toString().compareTo(last) <= 0)
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  /** Leaves nothing of the second copy of the facts about campaigns. */
  void loseCatalog() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("catalog"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        Files.write(file, new byte[100]);
      }
    }
  }

  /** What salvage says, as JSON. */
  JsonNode salvage() throws IOException {
    return CommandRun.json(
        new SalvageCommand(), "--data", data.toString(), "--to", copy.toString());
  }

  /** The digest of what the journal of a directory folds to, which must be its store's. */
  static String verified(Path directory) throws IOException {
    JsonNode found =
        CommandRun.json(
            new VerifyCommand(),
            "--data",
            directory.toString(),
            "--memory",
            "32M",
            "--ledger-memory",
            "64M");
    return found.get("digest_journal").asText();
  }
}

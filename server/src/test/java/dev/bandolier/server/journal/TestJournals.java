package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Short ways to open, fill and read journals in tests. */
final class TestJournals {

  /** Tiny segments, and no sync that was not asked for. */
  static final JournalConfig TINY =
      new JournalConfig(1024, 256, Duration.ofSeconds(20), Duration.ZERO, 0);

  private TestJournals() {}

  static Journal open(Path directory, JournalConfig config) throws IOException {
    return open(directory, config, JournalListener.NONE);
  }

  static Journal open(Path directory, JournalConfig config, JournalListener listener)
      throws IOException {
    return Journal.open(directory, config, () -> 1_000_000L, System::nanoTime, listener);
  }

  static Journal open(JournalFiles files, JournalConfig config) throws IOException {
    return open(files, config, JournalListener.NONE);
  }

  static Journal open(JournalFiles files, JournalConfig config, JournalListener listener)
      throws IOException {
    return Journal.open(files, config, () -> 1_000_000L, System::nanoTime, listener);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(RecordView record) {
    return text(record.payload());
  }

  static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
  }

  static long append(Journal journal, String text) {
    return journal.append((byte) 1, bytes(text));
  }

  static List<String> readAll(Journal journal) throws JournalDamagedException {
    return readAll(journal.readChecked(0));
  }

  static List<String> readAll(JournalReader reader) throws JournalDamagedException {
    List<String> texts = new ArrayList<>();
    int handed = 1;
    while (handed > 0) {
      handed = reader.poll(record -> texts.add(text(record)), 100);
    }
    return texts;
  }

  /** Lets a copied mark say what it says of this directory, as if it had always been here. */
  static void adoptMark(Path directory) throws IOException {
    SyncMark mark = SyncMark.open(new MappedFiles(directory));
    mark.write(mark.position(), mark.clean());
  }

  /** Copies a directory in use; the sync mark first, so that it is not newer than the rest. */
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.resolve(SyncMark.NAME), to.resolve(SyncMark.NAME));
    try (var files = Files.list(from)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}

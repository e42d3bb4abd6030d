package dev.bandolier.server.journal;

import static dev.bandolier.server.journal.TestJournals.TINY;
import static dev.bandolier.server.journal.TestJournals.append;
import static dev.bandolier.server.journal.TestJournals.open;
import static dev.bandolier.server.journal.TestJournals.readAll;
import static dev.bandolier.server.journal.TestJournals.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends from three threads is killed with -9, several times over. */
final class JournalKillTest {

  private static final JournalConfig CONFIG = TINY.withSizes(1 << 16, 256);
  private static final int ROUNDS = 3;

  @TempDir Path directory;

  @Test
  void killedAppenders_loseNothingAcknowledged() throws Exception {
    Map<Long, String> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill(round, 1000 + 700 * round, acknowledged);
      try (Journal journal = open(directory, CONFIG)) {
        assertThat(journal.opening().clean()).isFalse();
        RecordView view = new RecordView();
        acknowledged.forEach(
            (position, text) -> {
              assertThat(journal.readAt(position, view)).isTrue();
              assertThat(text(view)).isEqualTo(text);
            });
        List<String> all = readAll(journal);
        Set<String> distinct = new HashSet<>(all);
        assertThat(distinct).hasSameSizeAs(all).containsAll(acknowledged.values());
      }
    }
  }

  private void runAndKill(int round, int lines, Map<Long, String> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                directory.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < lines; i++) {
        String[] parts = output.readLine().split(" ", 2);
        acknowledged.put(Long.parseLong(parts[0]), parts[1]);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The process that is killed: prints a line for every record once it is appended. */
  static final class Appender {

    private Appender() {}

    public static void main(String[] arguments) throws IOException {
      Journal journal = open(Path.of(arguments[0]), CONFIG);
      for (int i = 0; i < 3; i++) {
        String name = arguments[1] + "/" + i;
        new Thread(() -> appendForever(journal, name)).start();
      }
    }

    private static void appendForever(Journal journal, String name) {
      for (int i = 0; ; i++) {
        String text = name + "/" + i;
        System.out.println(append(journal, text) + " " + text);
      }
    }
  }
}

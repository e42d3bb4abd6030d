package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets the server's jar compare its live files with what its journal says, between two lives. One
 * thread.
 */
final class Verifier {
  private static final long PATIENCE_MINUTES = 30;

  private final Home home;
  private final Path report;
  private int runs;
  private int failures;

  Verifier(Home home) {
    this.home = home;
    this.report = home.folder().resolve("verify.txt");
  }

  int runs() {
    return runs;
  }

  int failures() {
    return failures;
  }

  /**
   * Runs {@code verify} over the directory, on which no server may run.
   *
   * @return what it printed where it found a difference or could not compare, else empty
   */
  String run() throws IOException, InterruptedException {
    runs++;
    Process process =
        new ProcessBuilder(home.java(List.of(), "verify", "--data", home.data().toString()))
            .redirectErrorStream(true)
            .redirectOutput(report.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (ended && process.exitValue() == 0) {
      return "";
    }
    process.destroyForcibly();
    failures++;
    return "verify " + runs + ":\n" + Files.readString(report, StandardCharsets.UTF_8);
  }
}

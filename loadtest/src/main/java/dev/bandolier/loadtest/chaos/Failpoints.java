package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The server's failpoints, which it names itself, and how often traffic passes them. */
final class Failpoints {

  private static final List<String> RARE = List.of("segment", "extent", "rename", "expiry");
  private static final int OFTEN = 500;
  private static final int SELDOM = 2;

  private Failpoints() {}

  /**
   * All names, as the server's jar says them.
   *
   * @throws TargetException where it does not
   */
  static List<String> all(Home home) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(home.java(List.of(), "serve", "--list-failpoints"))
            .redirectError(ProcessBuilder.Redirect.appendTo(home.output().toFile()))
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || printed.isBlank()) {
      throw new TargetException(home.jar() + " names no failpoints");
    }
    return printed.lines().toList();
  }

  /** The first pass that may be fatal. */
  static int firstPass(String name) {
    return isRare(name) ? 1 : 20;
  }

  /** How many passes, from the first on, are drawn from. */
  static int passes(String name) {
    return isRare(name) ? SELDOM : OFTEN;
  }

  private static boolean isRare(String name) {
    return RARE.stream().anyMatch(name::contains);
  }
}

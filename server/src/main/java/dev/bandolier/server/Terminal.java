package dev.bandolier.server;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** What is known of the terminal that standard output may be. */
final class Terminal {

  private static final File TTY = new File("/dev/tty");
  private static final int USUAL_ROWS = 24;

  private Terminal() {}

  /** How many rows it has; 0 where standard output is no terminal that can be repainted. */
  static int rows() throws InterruptedException {
    String kind = System.getenv("TERM");
    boolean able = kind != null && !kind.equals("dumb");
    return able && isTerminal() ? ask() : 0;
  }

  /** Asks {@code test -t}: what the JDK says of its console depends on its version. */
  private static boolean isTerminal() throws InterruptedException {
    try {
      return new ProcessBuilder("test", "-t", "1")
              .redirectOutput(Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks {@code stty}, which every Unix has. */
  private static int ask() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(TTY).start();
      try (Scanner answer = new Scanner(stty.getInputStream(), StandardCharsets.US_ASCII)) {
        int rows = answer.hasNextInt() ? answer.nextInt() : 0;
        return rows > 0 ? rows : USUAL_ROWS;
      }
    } catch (IOException e) {
      return USUAL_ROWS;
    }
  }

  /** Whether it shows characters beyond ASCII. */
  static boolean isUnicode() {
    return System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");
  }
}

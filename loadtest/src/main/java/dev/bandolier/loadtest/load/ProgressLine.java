package dev.bandolier.loadtest.load;

import dev.bandolier.loadtest.terminal.Terminal;
import java.io.PrintStream;

/** What is being done, on one line of a terminal, or line by line elsewhere. Used by one thread. */
final class ProgressLine {

  private static final String OVERWRITE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean live;

  private ProgressLine(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** On standard error. */
  static ProgressLine standard() {
    return new ProgressLine(System.err, Terminal.isThere());
  }

  void show(String line) {
    if (live) {
      out.print(OVERWRITE + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Wipes the line that was overwritten. */
  void wipe() {
    if (live) {
      out.print(OVERWRITE);
      out.flush();
    }
  }
}

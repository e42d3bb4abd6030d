package dev.bandolier.loadtest.terminal;

import java.io.PrintStream;

/** A line on standard error for somebody who waits, overwritten where it is a terminal. One thread. */
public final class StatusLine {
  private static final String OVERWRITE = "\r\u001b[K";

  private final PrintStream out = System.err;
  private final boolean live = Terminal.isThere();

  /** An empty one. */
  public StatusLine() {}

  /** Shows this from now on. */
  public void show(String line) {
    if (live) {
      out.print(OVERWRITE + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Leaves nothing of what may be overwritten. */
  public void clear() {
    if (live) {
      out.print(OVERWRITE);
      out.flush();
    }
  }
}

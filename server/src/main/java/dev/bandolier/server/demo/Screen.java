package dev.bandolier.server.demo;

import java.io.PrintStream;
import java.util.List;

/** Shows views: repainted in place on a terminal, a line at a time elsewhere. */
final class Screen implements AutoCloseable {

  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  /** No cursor, and lines that are cut where the screen ends. */
  private static final String BEGIN = "\u001b[2J\u001b[?25l\u001b[?7l";

  private static final String END = "\u001b[?25h\u001b[?7h";

  private static final long REPAINT_NANOS = 250_000_000L;
  private static final long LINE_NANOS = 2_000_000_000L;

  private final PrintStream out;
  private final Picture picture;
  private final int rows;

  /**
   * A screen.
   *
   * @param rows of the terminal; 0: it is none
   */
  Screen(PrintStream out, Picture picture, int rows) {
    this.out = out;
    this.picture = picture;
    this.rows = rows;
    if (rows > 0) {
      out.print(BEGIN);
    }
  }

  /** How long to wait between two views, in nanoseconds. */
  long pause() {
    return rows > 0 ? REPAINT_NANOS : LINE_NANOS;
  }

  void show(View view) {
    if (rows > 0) {
      repaint(picture.lines(view, rows));
    } else {
      out.println(picture.line(view));
    }
    out.flush();
  }

  private void repaint(List<String> lines) {
    StringBuilder text = new StringBuilder(HOME);
    lines.forEach(line -> text.append(line).append(REST_OF_LINE).append('\n'));
    out.print(text.append(REST_OF_SCREEN));
  }

  @Override
  public void close() {
    if (rows > 0) {
      out.print(END);
      out.flush();
    }
  }
}

package dev.bandolier.server;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line of a terminal that says how far something is, written over and over on standard error, a few
 * times a second; nothing where there is no terminal. One thread.
 */
final class ProgressLine implements AutoCloseable {

  private static final long EVERY_NANOS = 200_000_000;

  private final PrintStream out;
  private final boolean shown;
  private final LongSupplier nanos;
  private long last;
  private int width;

  ProgressLine(PrintStream out, boolean shown, LongSupplier nanos) {
    this.out = out;
    this.shown = shown;
    this.nanos = nanos;
    this.last = nanos.getAsLong() - EVERY_NANOS;
  }

  /** A line on standard error, if standard output is a terminal. */
  static ProgressLine ofTerminal() {
    try {
      return new ProgressLine(System.err, Terminal.rows() > 0, System::nanoTime);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProgressLine(System.err, false, System::nanoTime);
    }
  }

  /**
   * Says how far it is.
   *
   * @param what such as {@code folding}
   * @param unit such as {@code facts}
   */
  void at(String what, long count, String unit, long done, long of) {
    long now = nanos.getAsLong();
    if (shown && now - last >= EVERY_NANOS) {
      last = now;
      long percent = of <= 0 ? 100 : Math.min(100, 100 * done / of);
      write(String.format(Locale.ROOT, "%s: %,d %s, %d %%", what, count, unit, percent));
    }
  }

  private void write(String text) {
    out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    out.flush();
    width = text.length();
  }

  /** Wipes the line, before something else is written. */
  void wipe() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }

  @Override
  public void close() {
    wipe();
  }
}

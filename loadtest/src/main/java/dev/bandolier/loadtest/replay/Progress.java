package dev.bandolier.loadtest.replay;

import java.io.PrintStream;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a replay is. Runs count from several threads; {@link #show} is called by one thread, with
 * the time as an argument.
 */
final class Progress {
  private static final String OVERWRITE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean live;
  private final int runs;
  private final long rounds;
  private final LongAdder runsDone = new LongAdder();
  private final LongAdder roundsDone = new LongAdder();

  /**
   * Of so much work.
   *
   * @param live whether a line may be overwritten: on a terminal
   */
  Progress(PrintStream out, boolean live, int runs, long rounds) {
    this.out = out;
    this.live = live;
    this.runs = runs;
    this.rounds = rounds;
  }

  void roundDone() {
    roundsDone.increment();
  }

  void runDone() {
    runsDone.increment();
  }

  /** Prints where it stands, after so many seconds. */
  void show(double seconds) {
    if (live) {
      out.print(OVERWRITE + line(seconds));
      out.flush();
    } else {
      out.println(line(seconds));
    }
  }

  /** Leaves the line that was overwritten. */
  void finish() {
    if (live) {
      out.print(OVERWRITE);
      out.flush();
    }
  }

  private String line(double seconds) {
    long done = roundsDone.sum();
    double rate = done / Math.max(seconds, 1e-3);
    return "%d of %d runs, %,d of %,d rounds, %,.0f rounds/s, %s left"
        .formatted(runsDone.sum(), runs, done, rounds, rate, left(rounds - done, rate));
  }

  private static String left(long rounds, double rate) {
    if (rate <= 0) {
      return "unknown";
    }
    long seconds = Math.round(rounds / rate);
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}

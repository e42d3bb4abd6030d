package dev.bandolier.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Compares the server with an echo of the same transport, in turn (echo, decide, echo, ...), so that what
 * changes in the machine meanwhile changes both. Used by one thread.
 */
final class Ceiling {

  private static final double WARM_UP_ROUND = 5;

  /** The share of a processor below which the JVM's compilers do not show in what is measured. */
  private static final double QUIET = 0.05;

  private final CeilingPlan plan;
  private final Side echo;
  private final Side decide;
  private final Consumer<String> progress;

  Ceiling(CeilingPlan plan, Side echo, Side decide, Consumer<String> progress) {
    this.plan = plan;
    this.echo = echo;
    this.decide = decide;
    this.progress = progress;
  }

  /** All modes, one after the other. */
  List<ModeFigures> measure() throws InterruptedException {
    List<ModeFigures> all = new ArrayList<>();
    for (Mode mode : plan.modes()) {
      warmUp(mode);
      ModeFigures figures = new ModeFigures(mode);
      throughput(mode, figures);
      latency(mode, figures);
      all.add(figures);
    }
    return all;
  }

  private void warmUp(Mode mode) throws InterruptedException {
    double busy = 0;
    double done = 0;
    while (done < plan.warmUp() || busy > QUIET && done < plan.warmUpMost()) {
      double seconds = done < plan.warmUp() ? plan.warmUp() - done : plan.warmUpMost() - done;
      double round = Math.min(WARM_UP_ROUND, seconds);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: warming up, %.0f s done; the compilers take %.0f %% of a processor",
              mode.word(),
              done,
              100 * busy));
      echo.closed(mode, round);
      busy = decide.closed(mode, round).compilerShare();
      done += round;
    }
  }

  private void throughput(Mode mode, ModeFigures figures) throws InterruptedException {
    for (int round = 1; round <= plan.rounds(); round++) {
      Pace empty = echo.closed(mode, plan.seconds());
      Pace decided = decide.closed(mode, plan.seconds());
      figures.echo.add(empty);
      figures.decide.add(decided);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: round %d of %d, echo %,.0f/s %.1f us, decide %,.0f/s %.1f us",
              mode.word(),
              round,
              plan.rounds(),
              empty.perSecond(),
              empty.cpuMicros(),
              decided.perSecond(),
              decided.cpuMicros()));
    }
  }

  private void latency(Mode mode, ModeFigures figures) throws InterruptedException {
    double rate = figures.rate();
    for (int round = 1; round <= plan.rounds() && rate > 0; round++) {
      figures.echo.add(echo.open(mode, rate, plan.seconds()));
      figures.decide.add(decide.open(mode, rate, plan.seconds()));
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: latency at %,.0f/s, round %d of %d",
              mode.word(),
              rate,
              round,
              plan.rounds()));
    }
  }
}

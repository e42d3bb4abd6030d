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

  /** Drives both sides for so many seconds; the share of a processor that the compilers of {@code decide} took. */
  private interface Warming {
    double drive(double seconds) throws InterruptedException;
  }

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
      ModeFigures figures = new ModeFigures(mode);
      throughput(mode, figures);
      latency(mode, figures);
      all.add(figures);
    }
    return all;
  }

  /** Until both loads have been seen for a while, and the JVM that decides compiles no more. */
  private void warmUp(String what, Warming warming) throws InterruptedException {
    double busy = 0;
    double done = 0;
    while (done < plan.warmUp() || busy > QUIET && done < plan.warmUpMost()) {
      double left = done < plan.warmUp() ? plan.warmUp() - done : plan.warmUpMost() - done;
      double seconds = Math.min(WARM_UP_ROUND, left);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: warming up, %.0f s done; the compilers take %.0f %% of a processor",
              what,
              done,
              100 * busy));
      busy = warming.drive(seconds);
      done += seconds;
    }
  }

  private void throughput(Mode mode, ModeFigures figures) throws InterruptedException {
    warmUp(
        mode.word(),
        seconds -> {
          echo.closed(mode, seconds);
          return decide.closed(mode, seconds).compilerShare();
        });
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

  /** A load at a fixed rate takes other ways through client and server than one of full throttle: warm anew. */
  private void latency(Mode mode, ModeFigures figures) throws InterruptedException {
    double rate = figures.rate();
    if (rate == 0) {
      return;
    }
    String what = String.format(Locale.ROOT, "%s at %,.0f/s", mode.word(), rate);
    warmUp(
        what,
        seconds -> {
          echo.open(mode, rate, seconds);
          return decide.open(mode, rate, seconds).compilerShare();
        });
    for (int round = 1; round <= plan.rounds(); round++) {
      Waits empty = echo.open(mode, rate, plan.seconds());
      Waits decided = decide.open(mode, rate, plan.seconds());
      figures.echo.add(empty);
      figures.decide.add(decided);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: round %d of %d, p50, p99, p99.9: echo %s, decide %s",
              what,
              round,
              plan.rounds(),
              Latency.row(empty.nanos()),
              Latency.row(decided.nanos())));
    }
  }
}

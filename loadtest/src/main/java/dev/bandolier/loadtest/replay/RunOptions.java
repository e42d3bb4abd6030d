package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that pass over data sets have in common: where the data lies, how much of it, how many runs at once. */
final class RunOptions {
  private static final Duration LIVE = Duration.ofSeconds(1);
  private static final Duration LINES = Duration.ofSeconds(10);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where a spec's file is looked for first; else beside the spec.")
  private @Nullable Path data;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Rows (rates: groups) used at most, instead of the spec's limit.")
  private int limit;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "8",
      description = "Runs side by side (default: ${DEFAULT-VALUE}).")
  private int threads;

  /**
   * Complains about what counts from 1.
   *
   * @throws SpecException where one does not
   */
  void check() {
    if (limit < 0 || threads < 1) {
      throw new SpecException("--limit and --threads count from 1");
    }
  }

  int threads() {
    return threads;
  }

  /** The spec in a file, cut at the limit. */
  Spec read(SpecFile file) {
    Spec spec = SpecReader.read(file.text());
    return limit == 0 ? spec : spec.withLimit(OptionalInt.of(limit));
  }

  /** The problems of a spec. */
  DataSet problems(SpecFile file, Spec spec) throws IOException {
    return DataSet.read(file, spec, data);
  }

  /** Shows how far a replay is: on a terminal each second, else a line every ten. */
  static Ticker ticker(Replay replay) {
    boolean live = Terminal.isThere();
    Progress progress = new Progress(System.err, live, replay.runs(), replay.rounds());
    return new Ticker(progress, live ? LIVE : LINES, System::nanoTime);
  }
}

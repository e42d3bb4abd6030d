package dev.bandolier.server;

import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.export.DecisionSink;
import dev.bandolier.server.export.DsJson;
import dev.bandolier.server.export.JsonLines;
import dev.bandolier.server.export.ParquetFile;
import dev.bandolier.server.hindsight.ExportedDecisions;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a campaign's decisions, with what became of them, to a file for other programs. */
@Command(
    name = "export",
    description = {
      "Folds the journal beside the store, and writes a campaign's decisions in the journal's order: context, eligible arms, whole"
          + " pmf, propensity, model version, outcomes and reward.",
      "jsonl: a decision a line. parquet: a row for every position of every slot. dsjson: Vowpal Wabbit's, a line for every position"
          + " that is closed, of decisions that the policy made.",
      "The data directory is only read, and may be in use by a server; the file appears when it is whole."
          + " Ctrl-C ends it.",
      "Exit code: 0 done, 2 it could not be done, 130 cancelled."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {

  static final int FAILED = 2;
  static final int CANCELLED = 130;

  /** What can be written. */
  enum Format {
    jsonl,
    parquet,
    dsjson
  }

  @Mixin private final FoldOptions files = new FoldOptions();

  @Mixin private final CampaignOption campaign = new CampaignOption();

  @Option(names = "--format", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
  private Format format = Format.jsonl;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Decisions made from then on, such as 2026-11-22T04:53:25Z.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Decisions made before then.")
  private @Nullable Instant to;

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Help.Visibility.NEVER,
      paramLabel = "FILE",
      description = "The file.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      export(files.source());
      return 0;
    } catch (CancellationException e) {
      return fail(String.valueOf(e.getMessage()), CANCELLED);
    } catch (StartException | EvaluationException | IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), FAILED);
    }
  }

  private void export(ReplaySource source) throws IOException {
    long end = source.journal().endPosition();
    try (StopSignal stop = StopSignal.install();
        ProgressLine progress = ProgressLine.ofTerminal();
        ExportedDecisions decisions =
            ExportedDecisions.fold(
                source,
                campaign.name(),
                new ExportedDecisions.Period(
                    from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                    to == null ? Long.MAX_VALUE : to.toEpochMilli()),
                (position, facts) -> {
                  stop.check();
                  progress.at("folding", facts, "facts", position, end);
                })) {
      write(
          decisions,
          (position, done) -> {
            stop.check();
            progress.at("writing", done, "decisions", position, end);
          });
    }
  }

  private void write(ExportedDecisions decisions, Replay.Progress progress) throws IOException {
    try (OutputFile output = OutputFile.of(out)) {
      long told;
      long leftOut;
      try (DecisionSink sink = sink(output.draft(), decisions)) {
        told = decisions.tell(sink, progress);
        leftOut = sink.leftOut();
      }
      output.keep();
      print(told - leftOut, leftOut);
    }
  }

  private void print(long told, long leftOut) {
    PrintWriter text = spec.commandLine().getOut();
    text.println("exported  %s decisions to %s".formatted(ExactNumbers.grouped(told), out));
    if (leftOut > 0) {
      text.println(
          "left out  %s that the policy did not make".formatted(ExactNumbers.grouped(leftOut)));
    }
    text.flush();
  }

  private DecisionSink sink(Path file, ExportedDecisions decisions) throws IOException {
    return switch (format) {
      case jsonl -> JsonLines.to(stream(file));
      case dsjson -> DsJson.to(stream(file));
      case parquet -> ParquetFile.create(file, decisions.columns());
    };
  }

  private static OutputStream stream(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  private int fail(String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return code;
  }
}

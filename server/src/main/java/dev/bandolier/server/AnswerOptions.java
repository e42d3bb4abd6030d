package dev.bandolier.server;

import com.google.protobuf.Message;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the commands share that answer a question by folding the journal: a line that says how far they are, Ctrl-C, the file for
 * programs, and how they end. One thread.
 */
final class AnswerOptions {

  /** It could not be done. */
  static final int FAILED = 2;

  /** Ctrl-C. */
  static final int CANCELLED = 130;

  @Option(names = "--json", paramLabel = "FILE", description = "Written with the whole answer.")
  private @Nullable Path json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** What is asked. */
  @FunctionalInterface
  interface Question<T extends Message> {
    /**
     * Folds what it needs.
     *
     * @param progress hears how far it is
     * @param stop whether nobody waits any more
     * @throws CancellationException if it was stopped
     */
    ExplainOutcome<T> ask(ReplaySource source, Replay.Progress progress, BooleanSupplier stop)
        throws IOException;
  }

  /** How an answer is said to a person. */
  @FunctionalInterface
  interface Text<T extends Message> {
    /** Says it; returns the exit code. */
    int print(PrintWriter out, T answer);
  }

  /** Asks, says the answer or why there is none, and returns the exit code. */
  <T extends Message> int answer(FoldOptions files, Question<T> question, Text<T> text) {
    try {
      ExplainOutcome<T> outcome = ask(files.source(), question);
      return outcome instanceof Done<T> done
          ? show(done.value(), text)
          : fail(((Refused<T>) outcome).refusal().message(), FAILED);
    } catch (CancellationException e) {
      return fail(String.valueOf(e.getMessage()), CANCELLED);
    } catch (StartException | IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), FAILED);
    }
  }

  private static <T extends Message> ExplainOutcome<T> ask(
      ReplaySource source, Question<T> question) throws IOException {
    long end = source.journal().endPosition();
    try (StopSignal stop = StopSignal.install();
        ProgressLine line = ProgressLine.ofTerminal()) {
      return question.ask(
          source,
          (position, facts) -> line.at("folding", facts, "facts", position, end),
          stop::isAsked);
    }
  }

  private <T extends Message> int show(T answer, Text<T> text) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int code = text.print(out, answer);
    out.flush();
    if (json != null) {
      JsonFile.write(json, ShortJson.whole(answer));
    }
    return code;
  }

  private int fail(String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return code;
  }
}

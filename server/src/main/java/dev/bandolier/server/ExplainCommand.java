package dev.bandolier.server;

import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.explain.Explainer;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says why a decision fell as it did. */
@Command(
    name = "explain",
    description = {
      "Folds the journal to the model as it was at a decision, and says what each feature added to each"
          + " arm's estimate, how wide and how probable each arm was, and what was reported since.",
      "Changes nothing; may be used while a server runs.",
      "Exit code: 0 the probabilities came out as they were journalled, 1 they did not, 2 it could not be"
          + " done, 130 cancelled by Ctrl-C."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {

  static final int DIFFERENT = 1;
  static final int FAILED = 2;
  static final int CANCELLED = 130;

  @Mixin private final FoldOptions files = new FoldOptions();

  @Option(names = "--decision", required = true, paramLabel = "ID", description = "Its id.")
  private String decision = "";

  @Option(
      names = "--arms",
      paramLabel = "N",
      description = "For how many arms of a slot the features' contributions are told.")
  private int arms = 5;

  @Option(names = "--no-history", description = "Tells the reasons alone: folds less.")
  private boolean noHistory;

  @Option(names = "--json", paramLabel = "FILE", description = "Written with the whole answer.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      return explain();
    } catch (CancellationException e) {
      return fail(String.valueOf(e.getMessage()), CANCELLED);
    } catch (StartException | IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), FAILED);
    }
  }

  private int explain() throws StartException, IOException {
    ReplaySource source = files.source();
    ExplainRequest request =
        ExplainRequest.newBuilder()
            .setDecisionId(decision)
            .setMaxContributions(arms)
            .setOmitHistory(noHistory)
            .build();
    try (StopSignal stop = StopSignal.install();
        ProgressLine progress = ProgressLine.ofTerminal()) {
      long end = source.journal().endPosition();
      ExplainOutcome<ExplainResponse> outcome =
          Explainer.explain(
              source,
              request,
              (position, facts) -> progress.at("folding", facts, "facts", position, end),
              stop::isAsked);
      progress.wipe();
      return outcome instanceof Done<ExplainResponse> done
          ? show(done.value())
          : fail(((Refused<ExplainResponse>) outcome).refusal().message(), FAILED);
    }
  }

  private int show(ExplainResponse answer) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    new ExplanationText(out).print(answer);
    out.flush();
    if (json != null) {
      JsonFile.write(json, ShortJson.tree(answer));
    }
    return answer.getPmfReproduced() ? 0 : DIFFERENT;
  }

  private int fail(String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return code;
  }
}

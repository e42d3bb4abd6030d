package dev.bandolier.server;

import dev.bandolier.server.explain.Explainer;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private final FoldOptions files = new FoldOptions();

  @Mixin private final AnswerOptions answer = new AnswerOptions();

  @Option(
      names = "--decision",
      required = true,
      showDefaultValue = Help.Visibility.NEVER,
      paramLabel = "ID",
      description = "Its id.")
  private String decision = "";

  @Option(
      names = "--arms",
      paramLabel = "N",
      description = "For how many arms of a slot the features' contributions are told.")
  private int arms = 5;

  @Option(names = "--no-history", description = "Tells the reasons alone: folds less.")
  private boolean noHistory;

  @Override
  public Integer call() {
    ExplainRequest request =
        ExplainRequest.newBuilder()
            .setDecisionId(decision)
            .setMaxContributions(arms)
            .setOmitHistory(noHistory)
            .build();
    return answer.answer(
        files,
        (source, progress, stop) -> Explainer.explain(source, request, progress, stop),
        ExplainCommand::print);
  }

  private static int print(PrintWriter out, ExplainResponse answer) {
    new ExplanationText(out).print(answer);
    return answer.getPmfReproduced() ? 0 : DIFFERENT;
  }
}

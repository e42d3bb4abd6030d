package dev.bandolier.loadtest.replay;

import dev.bandolier.client.EvaluationQuery.ValueOf;
import dev.bandolier.client.EvaluationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: imports a log that was made elsewhere, and asks what policies would have earned on it. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the logged decisions of a spec into a campaign of its own, and asks the server what policies would have earned on"
          + " them."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--spec",
      required = true,
      paramLabel = "FILE",
      description = "What was logged: a YAML file of kind logged, or the name of a shipped spec.")
  private String spec = "";

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "POLICY",
      split = ",",
      description =
          "TYPE, TYPE:EXPLORATION or TYPE:EXPLORATION:PRIOR_PRECISION, as in UNIFORM,LIN_UCB:0.5; FIXED is the"
              + " log's first arm.")
  private List<String> policies = List.of();

  @Option(
      names = "--value-of",
      paramLabel = "FROZEN|OWN_RUN",
      defaultValue = "FROZEN",
      description =
          "Of a policy that learns: as it is after the first half of the rows, or while it learns from"
              + " what it does itself (default: ${DEFAULT-VALUE}).")
  private ValueOf valueOf = ValueOf.FROZEN;

  @Mixin private PlayOptions options = new PlayOptions();

  /** For the command line. */
  public EvaluateCommand() {}

  /** Exits with 0 when all policies are valued, with 2 when the call or the spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.play(
        () -> {
          LoggedProblem problem = problem(SpecFile.find(spec));
          return address -> evaluate(problem, address);
        });
  }

  private LoggedProblem problem(SpecFile file) throws IOException {
    if (options.options().problems(file, options.options().read(file)).problems().get(0)
        instanceof LoggedProblem logged) {
      return logged;
    }
    throw SpecException.at("kind", "expected logged: only logged decisions can be evaluated");
  }

  private void evaluate(LoggedProblem problem, String address) throws IOException {
    try (LoggedEvaluation evaluation = new LoggedEvaluation(address, problem)) {
      EvaluationResult found = evaluation.run(policies, valueOf);
      ValuationTable.print(problem.name(), found, System.out);
      Path json = options.json();
      if (json != null) {
        ValuationTable.write(found, json);
      }
    }
  }
}

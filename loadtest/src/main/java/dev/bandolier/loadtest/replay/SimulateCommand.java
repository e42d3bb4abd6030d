package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: policies in worlds that are made of a seed, whose best choice is known. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Lets policies decide in a world made of a seed, and says what they earned and what the best",
      "choices would have earned more (the regret)."
    })
public final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--env",
      required = true,
      paramLabel = "ENV",
      description = {
        "synthetic (ten arms, rewards of 0 or 1 by device, hour and segment), drift (its weights"
            + " redrawn",
        "every 20,000 rounds), delayed (its rewards told 1,000 rounds later), or clicks (nine arms"
            + " clicked",
        "at 0.3 %%, one at 0.6 %%, no context)."
      })
  private String environment = "";

  @Mixin private World world = new World();

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description =
          "Vowpal Wabbit's algorithms beside the policies, as for bakeoff (default: none).")
  private List<String> peers = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes every run as JSON.")
  private @Nullable Path json;

  @Mixin private Contest contest = new Contest();

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** For the command line. */
  public SimulateCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      contest.check();
      options.check();
      SpecFile file = SpecFile.find(World.spec(environment));
      DataSet problems = options.problems(file, world.of(options.read(file)));
      return simulate(problems, PeerServer.parse(peers));
    } catch (SpecException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    } catch (TargetException gone) {
      System.err.println(gone.getMessage());
      return 1;
    }
  }

  private int simulate(DataSet problems, List<PeerServer> others)
      throws IOException, InterruptedException {
    try (Target running = target.open()) {
      try (Server server = new ClientServer(running.address())) {
        show(contest.runs(environment, problems, server, others, options.threads()));
        return 0;
      } catch (ReplayException failed) {
        System.err.println(failed.getMessage());
        System.err.print(running.lastWords());
        return 1;
      }
    }
  }

  private void show(List<RunResult> runs) throws IOException {
    Results results = new Results(runs, List.of());
    System.out.print(ResultsTable.of(results));
    if (json != null) {
      results.write(json);
    }
  }
}

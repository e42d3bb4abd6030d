package dev.bandolier.loadtest.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: policies in worlds that are made of a seed, whose best choice is known. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Lets policies decide in a world made of a seed, and says what they earned and what the best "
          + "choices would have earned more (the regret)."
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

  @Mixin private ContestOptions contest = new ContestOptions();

  /** For the command line. */
  public SimulateCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    return contest.play(this::prepare);
  }

  private ContestOptions.Game prepare() throws IOException {
    SpecFile file = SpecFile.find(World.spec(environment));
    RunOptions options = contest.options();
    DataSet problems = options.problems(file, world.of(options.read(file)));
    List<PeerServer> peers = contest.peers(List.of());
    return server -> show(contest.runs(environment, problems, server, peers));
  }

  private void show(List<RunResult> runs) throws IOException {
    Results results = new Results(runs, List.of());
    System.out.print(ResultsTable.of(results));
    Path json = contest.json();
    if (json != null) {
      results.write(json);
    }
  }
}

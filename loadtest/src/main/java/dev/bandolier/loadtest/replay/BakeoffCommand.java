package dev.bandolier.loadtest.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bakeoff}: the server's policies against Vowpal Wabbit's, over the same rows and rewards. */
@Command(
    name = "bakeoff",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the server's policies and Vowpal Wabbit's decide the same rows with the same seeds and"
          + " rewards, "
          + "and says who earned more, and whether the difference is more than chance.",
      "The JSON has, of each of its sets, every policy's and peer's mean and standard error (se), and"
          + " the policies' paired",
      "differences to the peers; its matrix has wins less losses of a row against a column, over the"
          + " sets."
    })
public final class BakeoffCommand implements Callable<Integer> {
  @Option(
      names = "--spec",
      required = true,
      split = ",",
      paramLabel = "FILE",
      description = "The sets: YAML files, or names of shipped specs.")
  private List<String> specs = List.of();

  @Mixin private ContestOptions contest = new ContestOptions();

  /** For the command line. */
  public BakeoffCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call or a spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    return contest.play(this::prepare);
  }

  private ContestOptions.Game prepare() throws IOException {
    List<PeerServer> others = contest.peers(PeerServer.ALL);
    if (contest.policies().isEmpty() && others.isEmpty()) {
      throw new SpecException("--policies none and --peers none leave nobody");
    }
    List<Named> sets = new ArrayList<>();
    for (String name : specs) {
      SpecFile file = SpecFile.find(name);
      Spec spec = contest.options().read(file);
      sets.add(new Named(spec.name(), contest.options().problems(file, spec)));
    }
    return server -> show(results(sets, server, others));
  }

  /** A set by its name. */
  private record Named(String name, DataSet problems) {}

  private BakeoffResults results(List<Named> sets, Server server, List<PeerServer> others)
      throws InterruptedException {
    List<Standing> standings = new ArrayList<>();
    for (Named set : sets) {
      List<RunResult> runs = contest.runs(set.name(), set.problems(), server, others);
      standings.add(Standing.of(set.name(), runs));
    }
    List<String> peerNames = others.stream().map(PeerServer::name).toList();
    return BakeoffResults.of(peerNames, standings);
  }

  private void show(BakeoffResults results) throws IOException {
    System.out.print(results.table());
    Path json = contest.json();
    if (json != null) {
      results.write(json);
    }
  }
}

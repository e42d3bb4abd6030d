package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bakeoff}: the server's policies against Vowpal Wabbit's, over the same rows and rewards. */
@Command(
    name = "bakeoff",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the server's policies and Vowpal Wabbit's decide the same rows with the same seeds and"
          + " rewards,",
      "and says who earned more, and whether the difference is more than chance."
    })
public final class BakeoffCommand implements Callable<Integer> {
  @Option(
      names = "--spec",
      required = true,
      split = ",",
      paramLabel = "FILE",
      description = "The sets: YAML files, or names of shipped specs.")
  private List<String> specs = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description = {
        "Vowpal Wabbit's algorithms: vw-epsilon, vw-bag, vw-squarecb, vw-regcb, vw-cover, or",
        "NAME=ARGUMENTS of its command line (default: those five; 'none': none)."
      })
  private List<String> peers = List.of();

  @Mixin private Contest contest = new Contest();

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** For the command line. */
  public BakeoffCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call or a spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      contest.check();
      options.check();
      List<PeerServer> others = peers.isEmpty() ? PeerServer.ALL : PeerServer.parse(peers);
      if (contest.policies().isEmpty() && others.isEmpty()) {
        throw new SpecException("--policies none and --peers none leave nobody");
      }
      List<DataSet> sets = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (String name : specs) {
        SpecFile file = SpecFile.find(name);
        Spec spec = options.read(file);
        names.add(spec.name());
        sets.add(options.problems(file, spec));
      }
      return run(names, sets, others);
    } catch (SpecException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    } catch (TargetException gone) {
      System.err.println(gone.getMessage());
      return 1;
    }
  }

  private int run(List<String> names, List<DataSet> sets, List<PeerServer> others)
      throws IOException, InterruptedException {
    try (Target running = target.open()) {
      try (Server server = new ClientServer(running.address())) {
        show(contest(names, sets, server, others));
        return 0;
      } catch (ReplayException failed) {
        System.err.println(failed.getMessage());
        System.err.print(running.lastWords());
        return 1;
      }
    }
  }

  private BakeoffResults contest(
      List<String> names, List<DataSet> sets, Server server, List<PeerServer> others)
      throws InterruptedException {
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      String name = names.get(i);
      List<RunResult> runs = contest.runs(name, sets.get(i), server, others, options.threads());
      standings.add(Standing.of(name, runs));
    }
    List<String> peerNames = others.stream().map(PeerServer::name).toList();
    return new BakeoffResults(contest.policies(), peerNames, standings);
  }

  private void show(BakeoffResults results) throws IOException {
    System.out.print(results.table());
    if (json != null) {
      results.write(json);
    }
  }
}

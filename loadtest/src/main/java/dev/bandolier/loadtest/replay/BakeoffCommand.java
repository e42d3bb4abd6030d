package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bakeoff}: the server's policies against Vowpal Wabbit's, over the same rows and rewards. */
@Command(
    name = "bakeoff",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the server's policies and Vowpal Wabbit's decide the same rows with the same seeds and rewards,",
      "and says who earned more, and whether the difference is more than chance."
    })
public final class BakeoffCommand implements Callable<Integer> {
  private static final String DEFAULT = "DEFAULT";

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
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "With how many seeds (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first of them (default: ${DEFAULT-VALUE}).")
  private long firstSeed;

  @Option(
      names = "--policies",
      paramLabel = "POLICY",
      split = ",",
      description = {
        "The server's policies, such as LINEAR_THOMPSON,UNIFORM, or LIN_UCB:0.5 for another exploration",
        "(TYPE:EXPLORATION:PRIOR_PRECISION:HALF_LIFE_DECISIONS, any of them empty for its default)",
        "(default: what a campaign gets that names none)."
      })
  private List<String> policies = List.of(DEFAULT);

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description = {
        "Vowpal Wabbit's algorithms: vw-epsilon, vw-bag, vw-squarecb, vw-regcb, vw-cover, or",
        "NAME=ARGUMENTS of its command line (default: those five; 'none': none)."
      })
  private List<String> peers = List.of();

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** For the command line. */
  public BakeoffCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call or a spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      check();
      List<PeerServer> others = others();
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
      List<RunResult> runs = new ArrayList<>();
      for (String policy : policies) {
        runs.addAll(runs(names.get(i), sets.get(i), server, policy, choice(policy)));
      }
      for (PeerServer other : others) {
        runs.addAll(runs(names.get(i), sets.get(i), other, other.name(), null));
      }
      standings.add(Standing.of(names.get(i), runs));
    }
    return new BakeoffResults(policies, others.stream().map(PeerServer::name).toList(), standings);
  }

  private List<RunResult> runs(
      String set, DataSet problems, Server server, String contestant, @Nullable PolicyChoice policy)
      throws InterruptedException {
    System.err.println(set + ": " + contestant);
    Replay replay = new Replay(problems, plans(policy));
    String campaigns = "campaigns/bakeoff-%08x-".formatted(new SecureRandom().nextInt());
    return replay
        .run(server, campaigns, options.threads(), RunOptions.ticker(replay))
        .runs()
        .stream()
        .map(run -> run.by(contestant))
        .toList();
  }

  private List<Replay.Plan> plans(@Nullable PolicyChoice policy) {
    return LongStream.range(firstSeed, firstSeed + seeds)
        .mapToObj(seed -> new Replay.Plan(policy, OptionalLong.of(seed)))
        .toList();
  }

  private void show(BakeoffResults results) throws IOException {
    System.out.print(results.table());
    if (json != null) {
      results.write(json);
    }
  }

  private void check() {
    if (seeds < 1) {
      throw new SpecException("--seeds counts from 1");
    }
    options.check();
    policies.forEach(BakeoffCommand::choice);
  }

  private static @Nullable PolicyChoice choice(String policy) {
    return policy.equals(DEFAULT) ? null : PolicyChoice.parse(policy);
  }

  private List<PeerServer> others() {
    if (peers.equals(List.of("none"))) {
      return List.of();
    }
    return peers.isEmpty() ? PeerServer.ALL : peers.stream().map(PeerServer::of).toList();
  }
}

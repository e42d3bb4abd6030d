package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands share that let policies and peers decide the same rounds: their options, and how they end. */
final class ContestOptions {
  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description = {
        "Vowpal Wabbit's algorithms: vw-epsilon, vw-bag, vw-squarecb, vw-regcb, vw-cover, or",
        "NAME=ARGUMENTS of its command line (default: bakeoff those five, simulate none; 'none': none)."
      })
  private List<String> peers = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Mixin private Contest contest = new Contest();

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** Reads what is to be decided. */
  @FunctionalInterface
  interface Preparation {
    /**
     * Reads it.
     *
     * @throws SpecException where the call or a spec is wrong
     */
    Game prepare() throws IOException;
  }

  /** What is decided. */
  @FunctionalInterface
  interface Game {
    /**
     * Lets them decide, and says who earned what.
     *
     * @throws ReplayException where the server does not do it
     */
    void play(Server server) throws IOException, InterruptedException;
  }

  /** Exits with 0 when every run came to its end, with 2 when the call or a spec is wrong. */
  int play(Preparation preparation) throws IOException, InterruptedException {
    try {
      contest.check();
      options.check();
      return play(preparation.prepare());
    } catch (SpecException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    } catch (TargetException gone) {
      System.err.println(gone.getMessage());
      return 1;
    }
  }

  private int play(Game game) throws IOException, InterruptedException {
    try (Target running = target.open()) {
      try (Server server = new ClientServer(running.address())) {
        game.play(server);
        return 0;
      } catch (ReplayException failed) {
        System.err.println(failed.getMessage());
        System.err.print(running.lastWords());
        return 1;
      }
    }
  }

  /** How sets are read. */
  RunOptions options() {
    return options;
  }

  /** The policies, by the names that they were given. */
  List<String> policies() {
    return contest.policies();
  }

  /** The peers that are named, or else these. */
  List<PeerServer> peers(List<PeerServer> otherwise) {
    return peers.isEmpty() ? otherwise : PeerServer.parse(peers);
  }

  /** Lets everybody decide one set. */
  List<RunResult> runs(String set, DataSet problems, Server server, List<PeerServer> others)
      throws InterruptedException {
    return contest.runs(set, problems, server, others, options.threads());
  }

  /** Where the figures are to be written; null for nowhere. */
  @Nullable Path json() {
    return json;
  }
}

package dev.bandolier.loadtest.replay;

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

  @Option(
      names = "--peer-costs",
      paramLabel = "SCALE",
      split = ",",
      description = {
        "How the peers are told rewards: unit (costs from 0, the best, to 1), negated (-1 to 0) or raw",
        "(the reward's negative). With several, each peer decides with each (default: unit)."
      })
  private List<CostScale> costs = List.of(CostScale.UNIT);

  @Mixin private Contest contest = new Contest();

  @Mixin private PlayOptions options = new PlayOptions();

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
    return options.play(
        () -> {
          contest.check();
          Game game = preparation.prepare();
          return address -> play(game, address);
        });
  }

  private static void play(Game game, String address) throws IOException, InterruptedException {
    try (Server server = new ClientServer(address)) {
      game.play(server);
    }
  }

  /** How sets are read. */
  RunOptions options() {
    return options.options();
  }

  /** The policies, by the names that they were given. */
  List<String> policies() {
    return contest.policies();
  }

  /** The peers that are named, or else these. */
  List<PeerServer> peers(List<PeerServer> otherwise) {
    List<PeerServer> named = peers.isEmpty() ? otherwise : PeerServer.parse(peers);
    return named.stream().flatMap(peer -> costs.stream().distinct().map(peer::told)).toList();
  }

  /** Lets everybody decide one set. */
  List<RunResult> runs(String set, DataSet problems, Server server, List<PeerServer> others)
      throws InterruptedException {
    return contest.runs(set, problems, server, others, options.options().threads());
  }

  /** Where the figures are to be written; null for nowhere. */
  @Nullable Path json() {
    return options.json();
  }
}

package dev.bandolier.loadtest.replay;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which policies decide the same rounds, with which seeds: options of the commands that compare. */
final class Contest {
  /** Stands for what a campaign gets that names no policy. */
  private static final String DEFAULT = "DEFAULT";

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
        "The server's policies, such as LINEAR_THOMPSON,UNIFORM, or LIN_UCB:0.5 for another"
            + " exploration",
        "(TYPE:EXPLORATION:PRIOR_PRECISION:HALF_LIFE_DECISIONS, any of them empty for its default;"
            + " change in the last one's place: forget on changes)",
        "(default: what a campaign gets that names none, under its name; 'none': no policy, the"
            + " peers alone)."
      })
  private List<String> policies = List.of(DEFAULT);

  /**
   * Complains about what cannot be run.
   *
   * @throws SpecException where something is wrong
   */
  void check() {
    if (seeds < 1) {
      throw new SpecException("--seeds counts from 1");
    }
    if (policies.contains(DEFAULT) && policies.size() > 1) {
      throw new SpecException("--policies: DEFAULT stands alone; it has its policy's name");
    }
    policies().forEach(Contest::choice);
  }

  /** As they were named, {@code DEFAULT} where none was; empty where none is to run. */
  List<String> policies() {
    return policies.equals(List.of("none")) ? List.of() : policies;
  }

  /**
   * Every policy and every peer with every seed, under the names that they were given; the default policy under the
   * one that the server says of its campaign.
   *
   * @param set shown before each contestant's progress
   */
  List<RunResult> runs(
      String set, DataSet problems, Server server, List<PeerServer> peers, int threads)
      throws InterruptedException {
    List<RunResult> runs = new ArrayList<>();
    for (String policy : policies()) {
      System.err.println(set + ": " + policy);
      List<RunResult> own = runs(problems, server, choice(policy), threads);
      runs.addAll(policy.equals(DEFAULT) ? own : own.stream().map(run -> run.by(policy)).toList());
    }
    for (PeerServer peer : peers) {
      System.err.println(set + ": " + peer.name());
      runs.addAll(runs(problems, peer, null, threads));
    }
    return runs;
  }

  private List<RunResult> runs(
      DataSet problems, Server server, @Nullable PolicyChoice policy, int threads)
      throws InterruptedException {
    Replay replay = new Replay(problems, plans(policy));
    String campaigns = "campaigns/contest-%08x-".formatted(new SecureRandom().nextInt());
    return replay.run(server, campaigns, threads, RunOptions.ticker(replay)).runs();
  }

  private List<Replay.Plan> plans(@Nullable PolicyChoice policy) {
    return LongStream.range(firstSeed, firstSeed + seeds)
        .mapToObj(seed -> new Replay.Plan(policy, OptionalLong.of(seed)))
        .toList();
  }

  private static @Nullable PolicyChoice choice(String policy) {
    return policy.equals(DEFAULT) ? null : PolicyChoice.parse(policy);
  }
}

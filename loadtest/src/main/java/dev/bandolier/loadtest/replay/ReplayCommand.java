package dev.bandolier.loadtest.replay;

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

/** {@code replay}: decides and learns row by row of a data set, through the client. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Turns a data set into decisions and rewards, and says what the policies earned.",
      "Each run is a campaign of its own; its rows are decided one after the other."
    })
public final class ReplayCommand implements Callable<Integer> {
  @Option(
      names = "--spec",
      required = true,
      paramLabel = "FILE",
      description = "What to replay: a YAML file, or the name of a shipped spec.")
  private String spec = "";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Runs with N seeds, counting from the spec's or from 1.")
  private int seeds;

  @Option(
      names = "--policies",
      paramLabel = "POLICY",
      split = ",",
      description = "Policies to run instead of the spec's, such as LINEAR_THOMPSON,UNIFORM.")
  private List<String> policies = List.of();

  @Mixin private PlayOptions options = new PlayOptions();

  /** For the command line. */
  public ReplayCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call or the spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.play(this::prepare);
  }

  private PlayOptions.Game prepare() throws IOException {
    if (seeds < 0) {
      throw new SpecException("--seeds counts from 1");
    }
    SpecFile file = SpecFile.find(spec);
    Spec read = options.options().read(file);
    Replay replay = new Replay(options.options().problems(file, read), plans(read));
    return address -> play(replay, address);
  }

  private void play(Replay replay, String address) throws IOException, InterruptedException {
    try (Server server = new ClientServer(address)) {
      int threads = options.options().threads();
      show(replay.run(server, campaigns(), threads, RunOptions.ticker(replay)));
    }
  }

  private void show(Results results) throws IOException {
    System.out.print(ResultsTable.of(results));
    Path json = options.json();
    if (json != null) {
      results.write(json);
    }
  }

  private List<Replay.Plan> plans(Spec read) {
    List<Replay.Plan> plans = new ArrayList<>();
    for (PolicyChoice policy : choices(read)) {
      seeds(read).forEach(seed -> plans.add(new Replay.Plan(policy, seed)));
    }
    return plans;
  }

  private List<@Nullable PolicyChoice> choices(Spec read) {
    List<@Nullable PolicyChoice> choices = new ArrayList<>();
    policies.forEach(type -> choices.add(PolicyChoice.plain(type)));
    if (choices.isEmpty()) {
      choices.add(read.policy());
    }
    return choices;
  }

  private List<OptionalLong> seeds(Spec read) {
    if (seeds == 0) {
      return List.of(read.seed());
    }
    long first = read.seed().orElse(1);
    return LongStream.range(first, first + seeds).mapToObj(OptionalLong::of).toList();
  }

  private static String campaigns() {
    return "campaigns/replay-%08x-".formatted(new SecureRandom().nextInt());
  }
}

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
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the results as JSON, with null where a figure is unknown.")
  private @Nullable Path json;

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

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** For the command line. */
  public ReplayCommand() {}

  /** Exits with 0 when every run came to its end, with 2 when the call or the spec is wrong. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      check();
      SpecFile file = SpecFile.find(spec);
      Spec read = options.read(file);
      return replay(new Replay(options.problems(file, read), plans(read)));
    } catch (SpecException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    } catch (TargetException gone) {
      System.err.println(gone.getMessage());
      return 1;
    }
  }

  private int replay(Replay replay) throws IOException, InterruptedException {
    try (Target running = target.open()) {
      try (Server server = new ClientServer(running.address())) {
        show(replay.run(server, campaigns(), options.threads(), RunOptions.ticker(replay)));
        return 0;
      } catch (ReplayException failed) {
        System.err.println(failed.getMessage());
        System.err.print(running.lastWords());
        return 1;
      }
    }
  }

  private void show(Results results) throws IOException {
    System.out.print(ResultsTable.of(results));
    if (json != null) {
      results.write(json);
    }
  }

  private void check() {
    if (seeds < 0) {
      throw new SpecException("--seeds counts from 1");
    }
    options.check();
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

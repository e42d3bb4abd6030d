package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a simulated world is other than its shipped spec says. */
final class World {
  private static final Map<String, String> SPECS =
      Map.of(
          "synthetic", "synthetic-linear",
          "drift", "synthetic-drift",
          "delayed", "synthetic-delayed",
          "clicks", "clicks");

  @Option(
      names = "--gamma",
      paramLabel = "G",
      description = {
        "How much device and segment together matter beyond each alone (default: 0); above 0 the",
        "campaign has the crossed pair."
      })
  private @Nullable Double gamma;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Decisions a run (default: the spec's).")
  private @Nullable Integer rounds;

  @Option(
      names = "--delay",
      paramLabel = "N",
      description = "After how many further decisions a reward is told.")
  private @Nullable Integer delay;

  @Option(
      names = "--redraw-every",
      paramLabel = "N",
      description = "After how many rounds the weights are drawn anew; 0: never.")
  private @Nullable Integer redrawEvery;

  /**
   * The shipped spec that an environment's name stands for.
   *
   * @throws SpecException where it stands for none
   */
  static String spec(String environment) {
    String spec = SPECS.get(environment);
    if (spec == null) {
      throw new SpecException(
          "--env: no '"
              + environment
              + "'; known are "
              + SPECS.keySet().stream().sorted().toList());
    }
    return spec;
  }

  /**
   * The spec with what was asked for otherwise.
   *
   * @throws SpecException where the spec's kind has no such thing, or a number is out of range
   */
  Spec of(Spec spec) {
    check();
    if (spec.kind() instanceof Kind.Synthetic kind) {
      Kind.Synthetic other =
          new Kind.Synthetic(
              gamma == null ? kind.gamma() : gamma,
              rounds == null ? kind.rounds() : rounds,
              delay == null ? kind.delay() : delay,
              redrawEvery == null ? kind.redrawEvery() : redrawEvery);
      return spec.withKind(other, other.gamma() > 0 ? crossed() : spec.cross());
    }
    if (gamma != null || delay != null || redrawEvery != null) {
      throw new SpecException("--gamma, --delay and --redraw-every are not for clicks");
    }
    Kind.Rates kind = (Kind.Rates) spec.kind();
    return rounds == null ? spec : spec.withKind(kind.withRounds(rounds), spec.cross());
  }

  private static List<Spec.Cross> crossed() {
    return List.of(new Spec.Cross("device", "segment"));
  }

  private void check() {
    if (isBelow(rounds, 1) || isBelow(delay, 0) || isBelow(redrawEvery, 0)) {
      throw new SpecException("--rounds counts from 1, --delay and --redraw-every from 0");
    }
    if (gamma != null && !(gamma >= 0 && gamma <= 10)) {
      throw new SpecException("--gamma is a number from 0 to 10");
    }
  }

  private static boolean isBelow(@Nullable Integer given, int least) {
    return given != null && given < least;
  }
}

package dev.bandolier.loadtest.load;

import dev.bandolier.client.BandolierException;
import dev.bandolier.loadtest.subject.JvmOptions;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ceiling}: how near the server comes to a server that does nothing. */
@Command(
    name = "ceiling",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Starts the server, and an echo with the same transport, message sizes and JVM flags; drives "
          + "both in turn, and prints medians and ratios.",
      "The campaign has ten arms, device, hour, segment "
          + "and a crossed pair, and its defaults; an outcome is reported for one decision in ten."
    })
public final class CeilingCommand implements Callable<Integer> {

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Option(names = "--arms", paramLabel = "K", description = "Arms of the campaign.")
  private int arms = 10;

  @Mixin private JvmOptions jvm = new JvmOptions();

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds on each side.")
  private int rounds = 5;

  @Option(names = "--seconds", paramLabel = "S", description = "Seconds of a round.")
  private double seconds = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description =
          "Seconds of load on each side before the rounds of each mode, and again at the rate of its"
              + " latencies.")
  private double warmUp = 20;

  @Option(
      names = "--warm-up-most",
      paramLabel = "S",
      description =
          "Warming up goes on until the JVMs' compilers take less than a twentieth of a processor,"
              + " but no longer than this. Where the system does not tell what they take, --warm-up"
              + " is all.")
  private double warmUpMost = 180;

  @Option(
      names = "--modes",
      split = ",",
      converter = Mode.Words.class,
      paramLabel = "MODE",
      description = "unary, stream, batch.")
  private List<Mode> modes = List.of(Mode.UNARY, Mode.STREAM, Mode.BATCH);

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "For calls; the stream has one of its own.")
  private int connections = 4;

  @Option(
      names = "--window",
      paramLabel = "S",
      description =
          "Seconds that decisions stay open. A round ends when its last one has closed, so that"
              + " its CPU holds all that was ever done for them; above 60 it does not wait, and"
              + " the ledger has to hold all that are ever made.")
  private long window = 3;

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "The server; left out: server/target/bandolier.jar beside loadtest.")
  private @Nullable Path serverJar;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = "One more option for serve, as in --server-option=--x=1.")
  private List<String> serverOptions = List.of();

  /** For the command line. */
  public CeilingCommand() {}

  /**
   * Exits with 0 when every answer was what it should be, with 1 when one was not or no server could be
   * had, with 2 on a wrong call.
   */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (arms < 1 || rounds < 1 || seconds <= 0 || connections < 1 || window < 1) {
      System.err.println("--arms, --rounds, --connections and --window count from 1");
      return 2;
    }
    if (modes.isEmpty() || modes.contains(Mode.OUTCOMES)) {
      System.err.println("--modes: unary, stream, batch");
      return 2;
    }
    ProgressLine progress = ProgressLine.standard();
    try {
      CeilingReport report = compare(progress);
      progress.wipe();
      System.out.print(report.table());
      if (json != null) {
        report.write(json);
      }
      return report.holds() ? 0 : 1;
    } catch (TargetException
        | StatusRuntimeException
        | BandolierException
        | IllegalStateException broken) {
      progress.wipe();
      System.err.println(broken.getMessage());
      return 1;
    }
  }

  private CeilingReport compare(ProgressLine progress) throws IOException, InterruptedException {
    Path jar = serverJar != null ? serverJar : TargetOptions.besideUs();
    CeilingPlan plan = plan();
    progress.show("starting the servers");
    try (Side decide = Side.decide(plan, jar)) {
      return compare(plan, decide, jar, progress);
    }
  }

  private static CeilingReport compare(
      CeilingPlan plan, Side decide, Path jar, ProgressLine progress)
      throws IOException, InterruptedException {
    try {
      int bytes = decide.answerBytes();
      try (Side echo = Side.echo(plan, jar, bytes)) {
        return measure(plan, decide, echo, bytes, progress);
      }
    } catch (StatusRuntimeException | BandolierException | IllegalStateException broken) {
      decide.requireAlive(broken);
      throw broken;
    }
  }

  private static CeilingReport measure(
      CeilingPlan plan, Side decide, Side echo, int bytes, ProgressLine progress)
      throws TargetException, InterruptedException {
    try {
      List<ModeFigures> figures = new Ceiling(plan, echo, decide, progress::show).measure();
      return new CeilingReport(
          plan,
          figures,
          echo.faults(),
          decide.faults(),
          decide.outcomes(),
          decide.requestBytes(),
          bytes);
    } catch (StatusRuntimeException | BandolierException | IllegalStateException broken) {
      echo.requireAlive(broken);
      throw broken;
    }
  }

  private CeilingPlan plan() {
    return new CeilingPlan(
        arms,
        modes,
        rounds,
        seconds,
        warmUp,
        warmUpMost,
        connections,
        window,
        jvm.flags(),
        serverOptions);
  }
}

package dev.bandolier.loadtest.load;

import dev.bandolier.client.BandolierException;
import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: load at a fixed rate, and how long it takes the server. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Sends decisions at a fixed rate, however slow the answers are, and reports outcomes of some.",
      "Latency counts from when a request should have been sent. With --mode outcomes: outcomes",
      "alone, at a rate or as many as the server takes. The campaign is made and deleted again."
    })
public final class RunCommand implements Callable<Integer> {

  @Mixin private TargetOptions targetOptions = new TargetOptions();

  @Option(
      names = "--mode",
      converter = Mode.Words.class,
      paramLabel = "MODE",
      description = "unary, stream, batch or outcomes.")
  private Mode mode = Mode.UNARY;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Decisions (or outcomes) a second; 0 with outcomes: as many as it takes.")
  private double rate;

  @Option(names = "--duration", paramLabel = "S", description = "Seconds.")
  private double duration = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds of the same load before, which are not measured.")
  private double warmUp = 10;

  @Option(names = "--arms", paramLabel = "K", description = "Arms of the campaign.")
  private int arms = 10;

  @Option(names = "--connections", paramLabel = "N", description = "To the server.")
  private int connections = 4;

  @Option(names = "--batch-items", paramLabel = "N", description = "Decisions of a batch.")
  private int batchItems = 100;

  @Option(
      names = "--rewarded-one-in",
      paramLabel = "N",
      description = "An outcome is reported for one decision in so many; 0: for none.")
  private int rewardedOneIn = 10;

  @Option(
      names = "--window",
      paramLabel = "S",
      description =
          "Seconds that decisions stay open: the server's ledger must hold rate x (window + 1).")
  private long window = 10;

  @Option(
      names = "--outcomes",
      paramLabel = "N",
      description = "With --mode outcomes and no rate: how many; a fifth more are sent first.")
  private long outcomes = 500_000;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with the curve of latency, to look at.")
  private @Nullable Path html;

  /** For the command line. */
  public RunCommand() {}

  /**
   * Exits with 0 when every answer was what it should be, with 1 when one was not or no server could be
   * had, with 2 on a wrong call.
   */
  @Override
  public Integer call() throws IOException, InterruptedException {
    RunPlan plan = plan();
    if (!plan.wrong().isEmpty()) {
      System.err.println(plan.wrong());
      return 2;
    }
    ProgressLine progress = ProgressLine.standard();
    try (Target target = targetOptions.open()) {
      RunReport report = new RunReport(plan, Run.against(target.address(), plan, progress::show));
      progress.wipe();
      return publish(report);
    } catch (TargetException | BandolierException | IllegalStateException broken) {
      progress.wipe();
      System.err.println(broken.getMessage());
      return 1;
    }
  }

  private RunPlan plan() {
    return new RunPlan(
        mode,
        rate,
        duration,
        warmUp,
        arms,
        connections,
        batchItems,
        rewardedOneIn,
        window,
        outcomes);
  }

  private int publish(RunReport report) throws IOException {
    System.out.print(report.table());
    if (json != null) {
      report.write(json);
    }
    if (html != null) {
      new HtmlReport(report).write(html);
    }
    return report.holds() ? 0 : 1;
  }
}

package dev.bandolier.loadtest.load;

import dev.bandolier.client.BandolierException;
import dev.bandolier.loadtest.subject.JvmOptions;
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

/** {@code run}: load at a fixed rate, and how long it takes the server. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Sends decisions at a fixed rate, however slow the answers are, and reports outcomes of some.",
      "Latency counts from when a request should have been sent. With --mode outcomes: outcomes "
          + "alone, at a rate or as many as the server takes. The campaign is made and deleted again."
    })
public final class RunCommand implements Callable<Integer> {

  private static final long THOUSAND = 1000;

  @Mixin private TargetOptions targetOptions = new TargetOptions();

  @Mixin private JvmOptions jvm = new JvmOptions();

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
          "Seconds that decisions stay open: the server's ledger must hold rate x (window + 1); one"
              + " that is started here gets room for twice that.")
  private long window = 10;

  @Option(
      names = "--outcomes",
      paramLabel = "N",
      description = "With --mode outcomes and no rate: how many; a fifth more are sent first.")
  private long outcomes = 2_000_000;

  @Option(
      names = "--idle-campaigns",
      paramLabel = "N",
      description = "Campaigns of as many arms that are there, too, and decide once.")
  private int idle;

  @Option(
      names = "--disturb",
      split = ",",
      converter = Disturbance.Words.class,
      paramLabel = "WHAT",
      description = {
        "What goes on beside the load: none, snapshot, roll, batch, expiry. Each has a server of",
        "its own, and a row of the figures."
      })
  private List<Disturbance> disturbances = List.of();

  @Option(
      names = "--expiring",
      paramLabel = "N",
      description = "With --disturb expiry: how many decisions expire, in thousands.")
  private long expiring = 1000;

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
    if (!wrong(plan).isEmpty()) {
      System.err.println(wrong(plan));
      return 2;
    }
    ProgressLine progress = ProgressLine.standard();
    try {
      return disturbances.isEmpty() ? measure(plan, progress) : disturb(plan, progress);
    } catch (TargetException | BandolierException | IllegalStateException broken) {
      progress.wipe();
      System.err.println(broken.getMessage());
      return 1;
    }
  }

  private int measure(RunPlan plan, ProgressLine progress)
      throws IOException, InterruptedException {
    try (Target target = targetOptions.open(jvm.flags(), plan.serverOptions())) {
      RunReport report = new RunReport(plan, Run.against(target.address(), plan, progress::show));
      progress.wipe();
      return publish(report);
    }
  }

  private int disturb(RunPlan plan, ProgressLine progress)
      throws IOException, InterruptedException {
    List<DisturbedRun.Disturbed> rows = new ArrayList<>();
    for (Disturbance disturbance : disturbances) {
      try (Target target = targetOptions.open(jvm.flags(), disturbance.serverOptions())) {
        DisturbedRun run = new DisturbedRun(target.address(), plan, expiring * THOUSAND);
        rows.add(run.run(disturbance, line -> progress.show(disturbance + ": " + line)));
      }
    }
    progress.wipe();
    DisturbedReport report = new DisturbedReport(plan, jvm.flags(), rows);
    System.out.print(report.table());
    if (json != null) {
      report.write(json);
    }
    return report.holds() ? 0 : 1;
  }

  /** What makes no sense; empty where all does. */
  private String wrong(RunPlan plan) {
    boolean ownServers = !targetOptions.isRunning() && plan.mode() != Mode.OUTCOMES && html == null;
    if (!disturbances.isEmpty() && !ownServers) {
      return "--disturb: neither with --target, nor --mode outcomes, nor --html";
    }
    return expiring < 1 ? "--expiring: from 1" : plan.wrong();
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
        outcomes,
        idle);
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

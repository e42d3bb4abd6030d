package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.HomeOptions;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.WorkFolder;
import dev.bandolier.loadtest.terminal.StatusLine;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chaos}: kills the server under traffic, again and again, and counts what it lost. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the server with -9 under traffic, restarts it, goes on, and at the end compares "
          + "everything that it acknowledged with what it has."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final List<String> SMALL =
      List.of(
          "--memory=32M",
          "--ledger-memory=512M",
          "--ledger-capacity=1000000",
          "--journal-segment=4M",
          "--disk-watermark=64M");

  @Option(names = "--kills", paramLabel = "N", required = true, description = "How often.")
  private int kills;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Writes the figures as JSON. Recovery is from the process's start to readiness.")
  private @Nullable Path json;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of what is asked, told and killed when (default: a random one).")
  private @Nullable Long seed;

  @Mixin private HomeOptions where = new HomeOptions();

  @Option(
      names = "--verify-every",
      paramLabel = "K",
      defaultValue = "10",
      description =
          "Kills between two verifications of the files; 0: at the end alone (default:"
              + " ${DEFAULT-VALUE}).")
  private int verifyEvery;

  @Option(
      names = "--failpoints",
      arity = "0..1",
      split = ",",
      fallbackValue = "all",
      paramLabel = "NAME,...",
      description = "Dies at these places in its code, in turn, and not by a signal; all: at all.")
  private List<String> failpoints = List.of();

  private final StatusLine status = new StatusLine();

  /** For the command line. */
  public ChaosCommand() {}

  /** Exits with 0 when nothing was lost, doubled or changed, with 1 otherwise, with 2 on a wrong call. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kills < 1 || verifyEvery < 0) {
      System.err.println("--kills counts from 1, --verify-every from 0");
      return 2;
    }
    try (WorkFolder folder = where.folder()) {
      return siege(folder);
    } catch (TargetException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    }
  }

  private int siege(WorkFolder folder) throws IOException, InterruptedException {
    Home home = where.home(folder, SMALL);
    try {
      int exit = siege(home);
      if (exit != 0) {
        folder.keep();
      }
      return exit;
    } catch (TargetException | IllegalStateException broken) {
      folder.keep();
      System.err.println(broken.getMessage());
      tellWhy(broken.getCause());
      return 1;
    }
  }

  private static void tellWhy(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      System.err.println("because of " + each);
      for (StackTraceElement place : each.getStackTrace()) {
        System.err.println("  at " + place);
      }
    }
  }

  private int siege(Home home) throws IOException, InterruptedException {
    long drawn = seed != null ? seed : new SecureRandom().nextInt() & 0x7fff_ffffL;
    System.err.println("seed " + drawn + ", in " + home.folder());
    Siege siege = new Siege(home, new Killer(names(home)), verifyEvery, drawn);
    Report report = siege.run(kills, this::show);
    status.clear();
    System.out.print(report.table());
    if (json != null) {
      report.write(json);
    }
    return report.holds() ? 0 : 1;
  }

  private List<String> names(Home home) throws IOException, InterruptedException {
    return failpoints.equals(List.of("all")) ? Failpoints.all(home) : failpoints;
  }

  private void show(Report report) {
    status.show(report.line(kills));
  }
}

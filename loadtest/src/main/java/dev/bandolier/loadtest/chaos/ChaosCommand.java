package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import dev.bandolier.loadtest.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos}: kills the server under traffic, again and again, and counts what it lost. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the server with -9 under traffic, restarts it, goes on, and at the end compares",
      "everything that it acknowledged with what it has."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final String OVERWRITE = "\r\u001b[K";
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

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Empty or new; the server's data and log are kept there (default: a temporary folder).")
  private @Nullable Path data;

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "The server (default: server/target/bandolier.jar beside loadtest).")
  private @Nullable Path serverJar;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = "One more option for serve, as in --server-option=--x=1.")
  private List<String> serverOptions = List.of();

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

  /** For the command line. */
  public ChaosCommand() {}

  /** Exits with 0 when nothing was lost, doubled or changed, with 1 otherwise, with 2 on a wrong call. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = data != null ? data : Files.createTempDirectory("bandolier-chaos");
    String wrong = check(folder);
    if (!wrong.isEmpty()) {
      System.err.println(wrong);
      return 2;
    }
    boolean kept = data != null;
    try {
      int status = siege(folder);
      kept |= status != 0;
      return status;
    } catch (TargetException | IllegalStateException broken) {
      kept = true;
      System.err.println(broken.getMessage());
      return 1;
    } finally {
      leave(folder, kept);
    }
  }

  private String check(Path folder) throws IOException {
    if (kills < 1 || verifyEvery < 0) {
      return "--kills counts from 1, --verify-every from 0";
    }
    Files.createDirectories(folder);
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isPresent() ? "--data: " + folder + " is not empty" : "";
    }
  }

  private int siege(Path folder) throws IOException, InterruptedException {
    long drawn = seed != null ? seed : new SecureRandom().nextInt() & 0x7fff_ffffL;
    System.err.println("seed " + drawn + ", in " + folder);
    Siege siege = new Siege(home(folder), new Killer(names()), verifyEvery, drawn);
    Report report = siege.run(kills, this::show);
    if (Terminal.isThere()) {
      System.err.print(OVERWRITE);
    }
    System.out.print(report.table());
    if (json != null) {
      report.write(json);
    }
    return report.holds() ? 0 : 1;
  }

  private Victim.Home home(Path folder) throws IOException {
    List<String> options = new ArrayList<>(SMALL);
    options.addAll(serverOptions);
    Path jar = serverJar != null ? serverJar : TargetOptions.besideUs();
    if (!Files.isRegularFile(jar)) {
      throw new TargetException(jar + " is no server's jar; --server-jar names one");
    }
    return new Victim.Home(jar.toAbsolutePath(), folder.toAbsolutePath(), options);
  }

  private List<String> names() {
    return failpoints.equals(List.of("all")) ? Failpoints.NAMES : failpoints;
  }

  private void show(Report report) {
    if (Terminal.isThere()) {
      System.err.print(OVERWRITE + report.line(kills));
      System.err.flush();
    } else {
      System.err.println(report.line(kills));
    }
  }

  private static void leave(Path folder, boolean kept) throws IOException {
    if (kept) {
      System.err.println("the server's data and log are in " + folder);
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

package dev.bandolier.loadtest.durability;

import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.HomeOptions;
import dev.bandolier.loadtest.subject.JvmOptions;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.WorkFolder;
import dev.bandolier.loadtest.terminal.StatusLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code recovery}: how long the server takes to make everything again from its journal, and to start. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description = {
      "Fills the server's journal with decisions, one in ten of them with an outcome (one slot, ten arms, "
          + "vectors of 36 entries), kills it with -9, deletes all that is derived from the journal, and "
          + "measures how long it takes from the process's start until it takes calls; then the same after a "
          + "clean stop."
    })
public final class RecoveryCommand implements Callable<Integer> {
  private static final long ROOM = 1_000_000;
  private static final long MOST_FACTS = 30_000_000;
  private static final int MIB_PER_MILLION = 1_024;

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Decisions and outcomes in the journal (default: ${DEFAULT-VALUE}).")
  private long facts;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Starts of each kind (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Mixin private JvmOptions jvm = new JvmOptions();

  @Mixin private HomeOptions where = new HomeOptions();

  private final StatusLine status = new StatusLine();

  /** For the command line. */
  public RecoveryCommand() {}

  /**
   * Exits with 0 where every recovery folded and remembered all that was acknowledged and no clean start
   * folded anything, with 1 otherwise, with 2 on a wrong call.
   */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (runs < 1 || facts < 1 || facts > MOST_FACTS) {
      System.err.println("--runs counts from 1, --facts from 1 to 30,000,000");
      return 2;
    }
    try (WorkFolder folder = where.folder()) {
      return measure(where.home(folder, options()));
    } catch (TargetException broken) {
      System.err.println(broken.getMessage());
      return 2;
    }
  }

  private int measure(Home home) throws IOException, InterruptedException {
    RecoveryReport report = new RecoveryTrial(home, jvm.flags(), runs, status::show).run(facts);
    status.clear();
    System.out.print(report.table());
    if (json != null) {
      report.write(json);
    }
    return report.faults().isEmpty() ? 0 : 1;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--base-every=0", "--outcome-durability=process"));
    options.add("--disk-watermark=64M");
    long decisions = Filling.decisions(facts);
    if (decisions > ROOM) {
      options.add("--ledger-capacity=" + decisions);
      options.add("--ledger-memory=" + (decisions / ROOM + 1) * MIB_PER_MILLION + "M");
    }
    return options;
  }
}

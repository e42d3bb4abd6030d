package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows that what is served is what the journal says, or what was learned at some time. */
@Command(
    name = "verify",
    description = {
      "Folds the journal once more, beside the store, and compares every posterior and every ledger"
          + " entry bit for bit.",
      "The directory must not be in use: verify takes its lock and first recovers it as serve would"
          + " (a torn tail is cut and kept aside, the facts that the store lacks are folded, a store"
          + " that cannot be trusted is made again), and says what it found. A server that runs is"
          + " verified by a copy: see 'bandolier backup'.",
      "With --until it changes nothing, may be used while a server runs, and shows what the arms had"
          + " learned then.",
      "Exit code: 0 equal, 1 not equal, 2 it could not be done, 3 --until lies before the beginning."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  static final int DIFFERENT = 1;
  static final int FAILED = 2;
  static final int OUT_OF_RANGE = 3;

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
  private Path data = Path.of("bandolier-data");

  @Option(
      names = "--until",
      paramLabel = "POSITION|TIME",
      description =
          "Shows the posteriors after the last fact at or before a journal position, or a time such"
              + " as 2026-11-22T04:53:25Z.")
  private @Nullable String until;

  @Option(names = "--json", paramLabel = "FILE", description = "Written with what was found.")
  private @Nullable Path json;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Where the journal is folded, in a temporary directory as large as the store;"
              + " the data directory if not given.")
  private @Nullable Path work;

  @Option(names = "--memory", paramLabel = "SIZE", description = "As serve was told, if it was.")
  private @Nullable String memory;

  @Option(
      names = "--ledger-memory",
      paramLabel = "SIZE",
      description = "As serve was told, if it was.")
  private @Nullable String ledgerMemory;

  @Option(
      names = "--ledger-capacity",
      paramLabel = "N",
      description = "As serve was told, if it was.")
  private @Nullable String ledgerCapacity;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      DataDirectory.requireData(data);
      int code = until == null ? verify(out) : travel(out, until);
      out.flush();
      return code;
    } catch (OutOfRangeException e) {
      return fail("OUT_OF_RANGE: " + e.getMessage(), OUT_OF_RANGE);
    } catch (DataInUseException e) {
      return fail(inUse(), FAILED);
    } catch (StartException | IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), FAILED);
    }
  }

  private String inUse() {
    return "the data directory "
        + data
        + " is in use by a running server. Verify a copy of it: bandolier backup --data "
        + data
        + " --to COPY, then bandolier verify --data COPY";
  }

  private int verify(PrintWriter out) throws StartException, IOException {
    try (ProgressLine progress = ProgressLine.ofTerminal()) {
      Verification found = Verification.run(config(), workDirectory(), progress);
      progress.wipe();
      found.print(out);
      write(found.json());
      return found.matches() ? 0 : DIFFERENT;
    }
  }

  private int travel(PrintWriter out, String point)
      throws StartException, OutOfRangeException, IOException {
    try (ProgressLine progress = ProgressLine.ofTerminal()) {
      TimeTravel found = TimeTravel.to(Until.parse(point), config(), workDirectory(), progress);
      progress.wipe();
      found.print(out);
      write(found.json());
      return 0;
    }
  }

  private Path workDirectory() {
    return work == null ? data : work;
  }

  /** What serve would be told. */
  private ServerConfig config() throws IOException {
    List<String> options = new ArrayList<>(List.of("--data", data.toString()));
    options.addAll(List.of("--journal-segment", DataDirectory.segmentBytes(data) + ""));
    add(options, "--memory", memory);
    add(options, "--ledger-memory", ledgerMemory);
    add(options, "--ledger-capacity", ledgerCapacity);
    ServeCommand serve = new ServeCommand();
    new CommandLine(serve).parseArgs(options.toArray(String[]::new));
    return serve.config();
  }

  private static void add(List<String> options, String name, @Nullable String value) {
    if (value != null) {
      options.add(name);
      options.add(value);
    }
  }

  private void write(ObjectNode found) throws IOException {
    if (json != null) {
      JsonFile.write(json, found);
    }
  }

  private int fail(String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    try {
      write(JsonFile.object().put("error", message));
    } catch (IOException e) {
      spec.commandLine().getErr().println("bandolier: " + DataDirectory.reason(e));
    }
    return code;
  }
}

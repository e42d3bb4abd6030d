package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private final FoldOptions files = new FoldOptions();

  @Option(
      names = "--until",
      paramLabel = "POSITION|TIME",
      description =
          "Shows the posteriors after the last fact at or before a journal position, or a time such"
              + " as 2026-11-22T04:53:25Z.")
  private @Nullable String until;

  @Option(names = "--json", paramLabel = "FILE", description = "Written with what was found.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
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
        + files.data()
        + " is in use by a running server. Verify a copy of it: bandolier backup --data "
        + files.data()
        + " --to COPY, then bandolier verify --data COPY";
  }

  private int verify(PrintWriter out) throws StartException, IOException {
    try (ProgressLine progress = ProgressLine.ofTerminal()) {
      Verification found = Verification.run(files.config(), files.work(), progress);
      progress.wipe();
      found.print(out);
      write(found.json());
      return found.matches() ? 0 : DIFFERENT;
    }
  }

  private int travel(PrintWriter out, String point)
      throws StartException, OutOfRangeException, IOException {
    try (ProgressLine progress = ProgressLine.ofTerminal()) {
      TimeTravel found = TimeTravel.to(Until.parse(point), files.config(), files.work(), progress);
      progress.wipe();
      found.print(out);
      write(found.json());
      return 0;
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

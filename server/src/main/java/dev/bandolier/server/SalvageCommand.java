package dev.bandolier.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies what is whole of a data directory that serve refuses. */
@Command(
    name = "salvage",
    description = {
      "Copies what is whole of a data directory whose journal is damaged, so that serve starts on the"
          + " copy, and says what was lost. The damaged directory is not changed.",
      "Every whole fact keeps its place, and what the catalog has a copy of is put back. Where a fact is"
          + " lost its effects are: outcomes of a lost decision are counted as unknown, a lost change of a"
          + " campaign did not happen."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class SalvageCommand implements Callable<Integer> {

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
  private Path data = Path.of("bandolier-data");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "The copy: empty, or not there yet.")
  private Path to;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Written with what was saved and lost.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      Salvage made = Salvage.make(data, to);
      PrintWriter out = spec.commandLine().getOut();
      made.print(out);
      out.flush();
      if (json != null) {
        JsonFile.write(json, made.json());
      }
      return 0;
    } catch (StartException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail("nothing can be saved: " + DataDirectory.reason(e));
    }
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return 1;
  }
}

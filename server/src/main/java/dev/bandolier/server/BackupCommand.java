package dev.bandolier.server;

import dev.bandolier.server.journal.JournalDamagedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies a data directory, also that of a running server. */
@Command(
    name = "backup",
    description = {
      "Copies a data directory while its server runs, or while it does not.",
      "All that was acknowledged before the copying began is in the copy: the journal, the snapshots"
          + " and the secrets. The store is derived from these and left out; the first start on the"
          + " copy makes it.",
      "To restore, start a server on the copy, or put the copy in the place of the data directory."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class BackupCommand implements Callable<Integer> {

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
  private Path data = Path.of("bandolier-data");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "The copy: empty, or not there yet.")
  private Path to;

  @Option(names = "--json", paramLabel = "FILE", description = "Written with what was copied.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ProgressLine progress = ProgressLine.ofTerminal()) {
      Backup made = Backup.make(data, to, progress);
      progress.wipe();
      PrintWriter out = spec.commandLine().getOut();
      made.print(out);
      out.flush();
      if (json != null) {
        JsonFile.write(json, made.json());
      }
      return 0;
    } catch (StartException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (JournalDamagedException e) {
      return fail(String.valueOf(Disk.damaged(data, e).getMessage()));
    } catch (IOException e) {
      return fail("the backup cannot be made: " + DataDirectory.reason(e));
    }
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return 1;
  }
}

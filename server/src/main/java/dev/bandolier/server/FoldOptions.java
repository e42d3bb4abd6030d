package dev.bandolier.server;

import dev.bandolier.server.journal.ReadOnlyJournal;
import dev.bandolier.server.learn.ReplaySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of the commands that fold a data directory's journal. */
final class FoldOptions {

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
  private Path data = Path.of("bandolier-data");

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

  /**
   * What the journal is folded from.
   *
   * @throws StartException if there is no data directory, or a newer version wrote it
   */
  ReplaySource source() throws StartException, IOException {
    ServerConfig config = config();
    ReadOnlyJournal journal = ReadOnlyJournal.open(data.resolve("journal"));
    return DataFiles.of(config, journal, work());
  }

  /** The data directory. */
  Path data() {
    return data;
  }

  /** Where the journal is folded. */
  Path work() {
    return work == null ? data : work;
  }

  /**
   * What serve would be told.
   *
   * @throws StartException if there is no data directory, or a newer version wrote it
   */
  ServerConfig config() throws StartException, IOException {
    DataDirectory.requireData(data);
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
}

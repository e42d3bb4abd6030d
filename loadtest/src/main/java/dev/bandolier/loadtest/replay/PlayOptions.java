package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.subject.Target;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands share that put data before a server: which data, which server, where figures go, and how they end. */
final class PlayOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the figures as JSON, with null where one is unknown.")
  private @Nullable Path json;

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  /** Reads what there is to do. */
  @FunctionalInterface
  interface Preparation {
    /**
     * Reads it.
     *
     * @throws SpecException where the call or a spec is wrong
     */
    Game prepare() throws IOException;
  }

  /** What there is to do. */
  @FunctionalInterface
  interface Game {
    /**
     * Does it, and says what was found.
     *
     * @param address {@code HOST:PORT} of the server
     * @throws ReplayException where the server does not do it
     */
    void play(String address) throws IOException, InterruptedException;
  }

  /** Exits with 0 when all of it was done, with 1 where the server did not do it, with 2 when the call or a spec is wrong. */
  int play(Preparation preparation) throws IOException, InterruptedException {
    try {
      options.check();
      return play(preparation.prepare());
    } catch (SpecException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    } catch (TargetException gone) {
      System.err.println(gone.getMessage());
      return 1;
    }
  }

  private int play(Game game) throws IOException, InterruptedException {
    try (Target running = target.open()) {
      try {
        game.play(running.address());
        return 0;
      } catch (ReplayException failed) {
        System.err.println(failed.getMessage());
        System.err.print(running.lastWords());
        return 1;
      }
    }
  }

  /** How data are read. */
  RunOptions options() {
    return options;
  }

  /** Where the figures are to be written; null for nowhere. */
  @Nullable Path json() {
    return json;
  }
}

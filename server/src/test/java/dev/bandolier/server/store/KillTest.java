package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KillTest {
  @TempDir private Path directory;

  @Test
  void killedProcess_leavesTheLastWholeStep() throws Exception {
    killAndCheck(2, 1);
  }

  @Test
  @Tag("chaos")
  void killedProcess_leavesTheLastWholeStep_manyTimes() throws Exception {
    killAndCheck(25, 2);
  }

  private void killAndCheck(int kills, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    long last = 0;
    for (int kill = 0; kill < kills; kill++) {
      runAndKill(random.nextInt(300));
      try (BlockStore store = Stores.open(copyOfStore(kill))) {
        assertThat(store.recovery()).isInstanceOf(Recovery.AfterKill.class);
        assertThat(store.donePosition()).isGreaterThan(last);
        last = store.donePosition();
        Map<Long, Long> handles = new HashMap<>();
        store.scan((handle, kind, high, low) -> handles.put(low, handle));
        KilledWriter.check(store, handles);
      }
    }
  }

  private Path copyOfStore(int kill) throws IOException {
    Path copy = directory.resolve("copy-" + kill);
    Stores.copy(directory.resolve("store"), copy);
    return copy;
  }

  private void runAndKill(long millis) throws Exception {
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(command(directory.resolve("store")))
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).as(() -> read(errors)).isNotNull();
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      assertThat(process.isAlive()).as(() -> read(errors)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(Path store) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--add")) {
        command.add(argument);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KilledWriter.class.getName());
    command.add(store.toString());
    return command;
  }

  private static String read(Path errors) {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract as another language's stock gRPC client reads it: the tests of {@code src/test/node},
 * against the real process. Left out, with a message, where there is no npm.
 */
@ExtendWith(SharedServer.class)
final class ForeignClientIT {
  private static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
  private static final long PATIENCE_SECONDS = 180;

  private final ServerProcess server;

  @TempDir private Path folder;

  ForeignClientIT(ServerProcess server) {
    this.server = server;
  }

  @Test
  void stockClient_makesACampaign_decidesAndReports() throws IOException, InterruptedException {
    assumeTrue(isInstalled("npm") && isInstalled("node"), "npm is missing: no foreign client");
    Path sources = MODULE.resolve("src/test/node");
    for (String file : List.of("package.json", "package-lock.json", ".npmrc", "foreign.test.mjs")) {
      Files.copy(sources.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    run("npm", "ci", "--ignore-scripts");
    run("node", "--test", "foreign.test.mjs");
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("BANDOLIER_TARGET", server.target());
    builder.environment().put("BANDOLIER_PROTO", contract().toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("%s ends", command[0])
          .isTrue();
      assertThat(process.exitValue()).as(() -> text(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  private static Path contract() {
    return MODULE.resolveSibling("proto").resolve("src/main/proto");
  }
}

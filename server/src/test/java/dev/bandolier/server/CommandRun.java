package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * What a command has said, in this process.
 *
 * @param code its exit code
 * @param output on both streams
 */
record CommandRun(int code, String output) {

  /** Runs a command with options. */
  static CommandRun of(Callable<Integer> command, List<String> options) {
    StringWriter written = new StringWriter();
    PrintWriter writer = new PrintWriter(written);
    int code =
        new CommandLine(command)
            .setOut(writer)
            .setErr(writer)
            .execute(options.toArray(String[]::new));
    return new CommandRun(code, written.toString());
  }

  /** What a command that must come to a good end writes to {@code --json}. */
  static JsonNode json(Callable<Integer> command, String... options) throws IOException {
    Path file = Files.createTempFile("command", ".json");
    try {
      List<String> all = new ArrayList<>(List.of("--json", file.toString()));
      all.addAll(List.of(options));
      CommandRun run = of(command, all);
      assertThat(run.code()).as(run.output()).isZero();
      return new ObjectMapper().readTree(file.toFile());
    } finally {
      Files.delete(file);
    }
  }
}

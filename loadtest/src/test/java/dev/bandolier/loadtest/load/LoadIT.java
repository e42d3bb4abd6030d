package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bandolier.loadtest.subject.ServerProcess;
import dev.bandolier.v1.DecideRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The real server and the real echo under a moment of load each: that the figures are there, not how good. */
@Tag("once")
final class LoadIT {

  private static final Path JAR = Path.of(System.getProperty("bandolier.jar"));
  private static ServerProcess server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = ServerProcess.start(JAR, List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ceiling_comparesEveryMode() throws IOException {
    JsonNode figures =
        measured(
            new CeilingCommand(),
            "--rounds=1 --seconds=1 --warm-up=1 --warm-up-most=1 --window=3600 --jvm=-Xmx512m"
                + " --server-jar="
                + JAR);
    for (Mode mode : List.of(Mode.UNARY, Mode.STREAM, Mode.BATCH)) {
      JsonNode row = figures.path(mode.word());
      assertThat(
              List.of(
                  "echo_per_s",
                  "decide_per_s",
                  "ratio",
                  "echo_server_cpu_us",
                  "decide_server_cpu_us",
                  "echo_p99_us",
                  "decide_p99_us",
                  "p99_ratio",
                  "p999_ratio"))
          .allSatisfy(name -> assertThat(row.path(name).asDouble()).as(name).isPositive());
    }
    JsonNode settings = figures.path("settings");
    assertThat(settings.path("outcomes_acknowledged").asLong()).isPositive();
    assertThat(settings.path("answer_bytes").asInt()).isBetween(50, 500);
    assertThat(figures.path("machine").path("flags").get(0).asText()).isEqualTo("-Xmx512m");
  }

  @Test
  void ceilingOverALedgerThatIsTooSmall_countsWhatWasNotTracked_andFails() throws IOException {
    JsonNode figures =
        json(
            1,
            new CeilingCommand(),
            "--rounds=1 --seconds=1 --warm-up=0 --warm-up-most=0 --modes=batch --window=3600"
                + " --server-option=--ledger-capacity=1000 --server-jar="
                + JAR);
    assertThat(figures.path("errors").path("decide").path(Faults.UNTRACKED).asLong()).isPositive();
  }

  @Test
  void run_reportsLatencyAndFreshness_inEveryModeOfDeciding() throws IOException {
    for (String mode : List.of("unary", "stream", "batch")) {
      Path page = folder.resolve(mode + ".html");
      JsonNode figures =
          measured(new RunCommand(), load() + "--rate=200 --mode=" + mode + " --html=" + page);
      assertThat(figures.path("achieved_per_s").asDouble()).isPositive();
      assertThat(figures.path("latency_us").path("p9999").asDouble()).isPositive();
      assertThat(figures.path("freshness_us").path("count").asLong()).isPositive();
      assertThat(figures.path("outcomes").asLong()).isEqualTo(20);
      assertThat(page).content().contains("<polyline");
    }
  }

  @Test
  void runBesideSnapshots_takesThem_andHasARowOfLatencies() throws IOException {
    JsonNode figures =
        measured(
            new RunCommand(),
            "--disturb=snapshot --rate=100 --duration=1 --warm-up=0 --window=600 --server-jar="
                + JAR);
    JsonNode row = figures.path("rows").path(0);
    assertThat(row.path("beside").asText()).isEqualTo("snapshot");
    assertThat(row.path("times").asLong()).isPositive();
    assertThat(row.path("latency_us").path("p999").asDouble()).isPositive();
    assertThat(row.path("errors")).isEmpty();
  }

  @Test
  void runBesideAnything_wantsServersOfItsOwn() {
    assertThat(execute(new RunCommand(), load() + "--rate=100 --disturb=roll")).isEqualTo(2);
  }

  @Test
  void run_drivesOutcomesAlone_andEveryOneIsLearned() throws IOException {
    JsonNode figures = measured(new RunCommand(), load() + "--mode=outcomes --outcomes=2000");
    assertThat(figures.path("learned_per_s").asDouble()).isPositive();
    assertThat(figures.path("outcomes").asLong()).isEqualTo(2000);
  }

  @Test
  void run_drivesOutcomesAtARate() throws IOException {
    JsonNode figures = measured(new RunCommand(), load() + "--mode=outcomes --rate=500");
    assertThat(figures.path("latency_us").path("count").asLong()).isEqualTo(500);
    assertThat(figures.path("freshness_us").path("count").asLong()).isPositive();
  }

  @Test
  void runWithMoreThanTheLedgerHolds_isRefusedByTheServer() {
    int exit = execute(new RunCommand(), load() + "--rate=1000000");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void body_isAFramedQuestion() throws IOException {
    Path file = folder.resolve("body");
    assertThat(execute(new BodyCommand(), "--target=" + server.address() + " --to=" + file))
        .isZero();
    ByteBuffer body = ByteBuffer.wrap(Files.readAllBytes(file));
    assertThat(body.get()).isZero();
    assertThat(body.getInt()).isEqualTo(body.remaining());
    DecideRequest question = DecideRequest.parseFrom(body);
    assertThat(question.getDecisionId()).isEmpty();
    assertThat(question.getContext().getFeaturesCount()).isEqualTo(3);
  }

  private String load() {
    return "--duration=1 --warm-up=1 --window=600 --connections=2 --target="
        + server.address()
        + " ";
  }

  private JsonNode measured(Callable<Integer> command, String arguments) throws IOException {
    JsonNode figures = json(0, command, arguments);
    figures.path("errors").forEach(side -> assertThat(side.isNumber()).isFalse());
    return figures;
  }

  private JsonNode json(int exit, Callable<Integer> command, String arguments) throws IOException {
    Path json = folder.resolve("figures.json");
    assertThat(execute(command, arguments + " --json=" + json)).isEqualTo(exit);
    return new ObjectMapper().readTree(json.toFile());
  }

  private static int execute(Callable<Integer> command, String arguments) {
    List<String> words = new ArrayList<>(Arrays.asList(arguments.split(" ")));
    return new CommandLine(command).execute(words.toArray(String[]::new));
  }
}

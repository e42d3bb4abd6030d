package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bandolier.loadtest.subject.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each kind of data, a few rows of it, against the real server. Left out where the data is not there. */
@Tag("once")
final class ReplayIT {
  private static final Path DATA = Path.of(System.getProperty("bandolier.data", "none"));
  private static final List<String> FIELDS =
      List.of(
          "name",
          "policy",
          "seed",
          "rounds",
          "accepted",
          "reward_mean",
          "uniform_mean",
          "best_arm_mean",
          "oracle_mean",
          "last_fifth_mean",
          "seconds");

  @TempDir private static Path folder;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "no data at " + DATA + ": nothing is replayed");
    server = ServerProcess.start(Path.of(System.getProperty("bandolier.jar")), List.of());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void loggedData_isReplayedWhereTheServerAgrees() throws IOException {
    JsonNode run = replay("hillstrom-visit", "--limit", "300", "--seeds", "1").get(0);
    assertThat(run.path("rounds").asInt()).isEqualTo(300);
    assertThat(run.path("accepted").asInt()).isBetween(60, 140);
    assertThat(run.path("reward_mean").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void labelledData_isLearned() throws IOException {
    JsonNode run = replay("mushroom", "--limit", "300").get(0);
    assertThat(run.path("rounds").asInt()).isEqualTo(300);
    assertThat(run.path("oracle_mean").asDouble()).isCloseTo(1, within(1e-9));
    assertThat(run.path("last_fifth_mean").asDouble()).isGreaterThan(0.6);
  }

  @Test
  void rates_areACampaignPerGroup() throws IOException {
    Path spec = folder.resolve("headlines.yaml");
    String shipped = Files.readString(Path.of("specs", "upworthy-headlines.yaml"));
    Files.writeString(spec, shipped.replaceFirst("rounds: \\d+", "rounds: 100"));
    List<JsonNode> runs = replay(spec.toString(), "--limit", "2");
    assertThat(runs).hasSizeBetween(1, 2);
    assertThat(runs).allMatch(run -> run.path("rounds").asInt() == 100);
  }

  /** The runs, with their shape checked. */
  private static List<JsonNode> replay(String spec, String... more) throws IOException {
    Path json = Files.createTempFile(folder, "results", ".json");
    List<String> arguments = new ArrayList<>(List.of("--spec", spec, "--data", DATA.toString()));
    arguments.addAll(List.of("--target", server.address(), "--json", json.toString()));
    arguments.addAll(List.of(more));
    int exit = new CommandLine(new ReplayCommand()).execute(arguments.toArray(String[]::new));
    assertThat(exit).isZero();
    JsonNode results = new ObjectMapper().readTree(json.toFile());
    JsonNode policy = results.path("policies").path("LINEAR_THOMPSON");
    assertThat(policy.path("mean").asDouble(Double.NaN)).isFinite();
    List<JsonNode> runs = new ArrayList<>();
    results.path("runs").forEach(runs::add);
    assertThat(runs).isNotEmpty().allSatisfy(ReplayIT::checkShape);
    return runs;
  }

  private static void checkShape(JsonNode run) {
    assertThat(run.fieldNames()).toIterable().containsSubsequence(FIELDS);
    assertThat(run.path("reward_mean").asDouble(Double.NaN)).isFinite();
  }
}

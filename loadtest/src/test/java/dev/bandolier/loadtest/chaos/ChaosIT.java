package dev.bandolier.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The real server, killed again and again under traffic. */
final class ChaosIT {
  /** Two at each failpoint. */
  private static final int FAILPOINT_KILLS = 40;

  private static final List<String> ZEROS =
      List.of("lost", "counted_twice", "verify_failures", "decisions_changed", "wrong_fates");

  @TempDir private Path folder;

  @Test
  void threeKills_loseNothing_andDoubleNothing() throws IOException {
    JsonNode figures = siege(3, "--verify-every", "0");
    assertThat(figures.path("recovery_ms_max").asLong()).isPositive();
  }

  @Test
  @Tag("chaos")
  void twoHundredKills_loseNothing_andDoubleNothing() throws IOException {
    assertThat(siege(200).path("verifications").asInt()).isEqualTo(20);
  }

  @Test
  @Tag("chaos")
  void killsAtEveryFailpoint_loseNothing_andDoubleNothing() throws IOException {
    JsonNode figures = siege(FAILPOINT_KILLS, "--failpoints");
    assertThat(figures.path("kills_at_failpoints").fieldNames())
        .toIterable()
        .contains("journal.append.after", "store.block.before", "store.register.after");
  }

  /** The figures, of which the zeros are zeros. */
  private JsonNode siege(int kills, String... more) throws IOException {
    Path json = folder.resolve("figures.json");
    List<String> arguments = new ArrayList<>(List.of("--kills", Integer.toString(kills)));
    arguments.addAll(List.of("--server-jar", System.getProperty("bandolier.jar")));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of("--json", json.toString()));
    arguments.addAll(List.of(more));
    int exit = new CommandLine(new ChaosCommand()).execute(arguments.toArray(String[]::new));
    assertThat(exit).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(ZEROS).allSatisfy(zero -> assertThat(figures.path(zero).asInt(-1)).isZero());
    assertThat(figures.path("kills").asInt()).isEqualTo(kills);
    assertThat(figures.path("decisions_acknowledged").asLong()).isPositive();
    assertThat(figures.path("outcomes_acknowledged").asLong()).isPositive();
    return figures;
  }
}

package dev.bandolier.loadtest.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The real server, whose journal is filled and folded again. */
@Tag("once")
final class RecoveryIT {
  private static final int FACTS = 3_000;

  @TempDir private Path folder;

  @Test
  void recovery_foldsAndRemembersAllThatWasAcknowledged_andACleanStartFoldsNothing()
      throws IOException {
    Path json = folder.resolve("figures.json");
    int exit =
        new CommandLine(new RecoveryCommand())
            .execute(
                "--facts=" + FACTS,
                "--runs=1",
                "--server-jar=" + System.getProperty("bandolier.jar"),
                "--data=" + folder.resolve("data"),
                "--json=" + json);
    assertThat(exit).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.path("facts").asLong()).isBetween((long) FACTS, FACTS + 1L);
    assertThat(figures.path("facts_folded").path(0).asLong()).isBetween(FACTS + 1L, FACTS + 50L);
    assertThat(figures.path("remembered")).isEqualTo(figures.path("decisions"));
    assertThat(figures.path("recovery_ms").path(0).asLong())
        .isGreaterThan(figures.path("fold_ms").path(0).asLong());
    assertThat(figures.path("clean_start_ms").path(0).asLong()).isPositive();
  }

  @Test
  void aFolderThatIsNotEmpty_isLeftAlone() {
    int exit =
        new CommandLine(new RecoveryCommand())
            .execute(
                "--server-jar=" + System.getProperty("bandolier.jar"),
                "--data=" + folder.toAbsolutePath().getParent());
    assertThat(exit).isEqualTo(2);
  }
}

package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A small contest of the real server with Vowpal Wabbit, on a set of rows and in a world made of its seeds. */
@Tag("once")
final class BakeoffIT {
  private static final List<String> EVERYBODY =
      List.of("LINEAR_THOMPSON", "vw-squarecb", "vw-bag2");
  private static final String WORLD =
      """
      name: world
      kind: synthetic
      gamma: 0
      rounds: 60
      """;

  @TempDir private Path folder;

  @Test
  void serverAndPeers_decideTheSameSets_andTheFiguresSayWhoWon() throws IOException {
    Path json = folder.resolve("bakeoff.json");
    String table = bakeoff(json);
    JsonNode results = new ObjectMapper().readTree(json.toFile());
    assertThat(results.fieldNames()).toIterable().containsExactly("sets", "matrix");
    assertThat(results.get("sets").findValuesAsText("name")).containsExactly("digits", "world");
    results.get("sets").forEach(BakeoffIT::checkSet);
    assertThat(results.at("/sets/0/policies/LINEAR_THOMPSON").has("regret")).isFalse();
    assertThat(results.at("/sets/1/peers/vw-bag2/regret").isNumber()).isTrue();
    checkMatrix(results.get("matrix"), table);
  }

  /** What is printed. */
  private String bakeoff(Path json) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      int exit =
          new CommandLine(new BakeoffCommand())
              .execute(
                  "--spec",
                  rows() + "," + Files.writeString(folder.resolve("world.yaml"), WORLD),
                  "--peers",
                  "vw-squarecb,vw-bag2=--bag 2",
                  "--seeds",
                  "2",
                  "--threads",
                  "2",
                  "--server-jar",
                  System.getProperty("bandolier.jar"),
                  "--json",
                  json.toString());
      assertThat(exit).isZero();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** A set of 40 rows whose label is which half of its range x lies in. */
  private Path rows() throws IOException {
    StringBuilder csv = new StringBuilder("x,target\n");
    for (int row = 0; row < 40; row++) {
      csv.append(row / 40.0).append(row < 20 ? ",low\n" : ",high\n");
    }
    Files.writeString(folder.resolve("digits.csv"), csv);
    return Files.writeString(folder.resolve("digits.yaml"), Fixtures.LABELLED);
  }

  private static void checkSet(JsonNode set) {
    assertThat(set.fieldNames())
        .toIterable()
        .containsExactly("name", "policies", "peers", "differences");
    assertThat(set.get("policies").fieldNames()).toIterable().containsExactly("LINEAR_THOMPSON");
    assertThat(set.get("peers").fieldNames())
        .toIterable()
        .containsExactly("vw-squarecb", "vw-bag2");
    for (String contestant : EVERYBODY) {
      JsonNode figures = set.findValue(contestant);
      assertThat(figures.get("mean").asDouble(Double.NaN)).isBetween(0.0, 1.0);
      assertThat(figures.get("se").isNumber()).isTrue();
      assertThat(figures.get("by_seed").fieldNames()).toIterable().containsExactly("1", "2");
    }
    assertThat(set.at("/differences/LINEAR_THOMPSON/vw-bag2/se").isNumber()).isTrue();
  }

  private static void checkMatrix(JsonNode matrix, String table) {
    assertThat(matrix.fieldNames()).toIterable().containsExactlyElementsOf(EVERYBODY);
    List<String> lines = table.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertThat(lines).contains("digits mean se regret than LINEAR_THOMPSON");
    assertThat(lines).contains("world mean se regret than LINEAR_THOMPSON");
    assertThat(lines).contains(String.join(" ", EVERYBODY));
    for (String row : EVERYBODY) {
      StringBuilder cells = new StringBuilder(row);
      for (String column : EVERYBODY) {
        JsonNode cell = matrix.at("/" + row + "/" + column);
        assertThat(cell.isInt()).isEqualTo(!row.equals(column));
        assertThat(cell.asInt()).isEqualTo(-matrix.at("/" + column + "/" + row).asInt());
        cells.append(' ').append(row.equals(column) ? "-" : cell.asText());
      }
      assertThat(lines).contains(cells.toString());
    }
  }
}

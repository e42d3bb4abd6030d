package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Three contestants on three sets of two seeds, whose luck differs far more than the contestants do. All
 * figures are exact, so that what is equal at every seed has a standard error of nothing.
 */
final class BakeoffResultsTest {
  private static final References NONE = new References(0, 0, 0, 0);
  private static final double[] LUCK = {-40, 80};

  /** By set and contestant, what is earned beyond the seed's luck; ours and bag's of "last" differ by 3 and 1. */
  private final BakeoffResults results =
      BakeoffResults.of(
          List.of("bag", "cover"),
          List.of(
              set("first", List.of(3.0, 3.0), List.of(1.0, 1.0), List.of(2.0, 2.0)),
              set("second", List.of(2.0, 2.0), List.of(1.0, 1.0), List.of(3.0, 3.0)),
              set("last", List.of(5.0, 3.0), List.of(2.0, 2.0), List.of(1.0, 1.0))));

  @Test
  void policies_areThoseThatAreNoPeers() {
    assertThat(results.policies()).containsExactly("ours");
  }

  @Test
  void matrix_isWinsLessLossesOfARowAgainstAColumn() {
    JsonNode matrix = results.json().get("matrix");
    assertThat(matrix.toString())
        .isEqualTo(
            "{\"ours\":{\"bag\":2,\"cover\":1},"
                + "\"bag\":{\"ours\":-2,\"cover\":-1},"
                + "\"cover\":{\"ours\":-1,\"bag\":1}}");
  }

  @Test
  void matrixInTheTable_isTheSame() {
    List<String> lines = results.table().lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("Wins less losses") && line.contains("over 3 sets"));
    assertThat(lines.subList(lines.size() - 4, lines.size()))
        .extracting(line -> line.strip().replaceAll(" +", " "))
        .containsExactly("ours bag cover", "ours - 2 1", "bag -2 - -1", "cover -1 1 -");
  }

  @Test
  void table_saysWhoIsBetterThanTheFirst() {
    List<String> lines =
        results.table().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertThat(lines)
        .containsSubsequence(
            "first mean se regret than ours",
            "ours 23.00000 60.00000 -",
            "bag 21.00000 60.00000 - -2.00000 ± 0.00000 worse",
            "cover 22.00000 60.00000 - -1.00000 ± 0.00000 worse",
            "second mean se regret than ours",
            "bag 21.00000 60.00000 - -1.00000 ± 0.00000 worse",
            "cover 23.00000 60.00000 - +1.00000 ± 0.00000 better",
            "last mean se regret than ours",
            "bag 22.00000 60.00000 - -2.00000 ± 1.00000",
            "cover 21.00000 60.00000 - -3.00000 ± 1.00000 worse");
  }

  @Test
  void json_hasMeansErrorsAndPairedDifferences() {
    JsonNode set = results.json().at("/sets/2");
    assertThat(set.get("name").asText()).isEqualTo("last");
    assertThat(set.at("/policies/ours/mean").asDouble()).isEqualTo(24);
    assertThat(set.at("/policies/ours/se").asDouble()).isEqualTo(59);
    assertThat(set.at("/peers/bag/mean").asDouble()).isEqualTo(22);
    assertThat(set.at("/peers/bag/se").asDouble()).isEqualTo(60);
    assertThat(set.at("/differences/ours/bag/mean").asDouble()).isEqualTo(2);
    assertThat(set.at("/differences/ours/bag/se").asDouble()).isEqualTo(1);
  }

  private static Standing set(
      String name, List<Double> ours, List<Double> bag, List<Double> cover) {
    List<RunResult> runs = new ArrayList<>();
    Map<String, List<Double>> all = Map.of("ours", ours, "bag", bag, "cover", cover);
    for (String contestant : List.of("ours", "bag", "cover")) {
      for (int seed = 0; seed < LUCK.length; seed++) {
        double mean = LUCK[seed] + all.getOrDefault(contestant, List.of()).get(seed);
        runs.add(run(name, contestant, seed, mean));
      }
    }
    return Standing.of(name, runs);
  }

  private static RunResult run(String set, String contestant, long seed, double mean) {
    return new RunResult(
        set, contestant, OptionalLong.of(seed), 1, 1, mean, NONE, mean, 0, Double.NaN, 1);
  }
}

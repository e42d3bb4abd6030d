package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StandingTest {
  private final References none = new References(0, 0, 0, 0);

  @Test
  void contestants_areComparedSeedBySeed() {
    List<RunResult> runs = new ArrayList<>();
    for (int seed = 1; seed <= 4; seed++) {
      runs.add(run("ours", seed, seed + 0.1 + 0.001 * (seed % 2)));
      runs.add(run("theirs", seed, seed));
      runs.add(run("noise", seed, seed + (seed % 2 == 0 ? 5 : -5)));
    }
    Standing standing = Standing.of("set", runs);
    assertThat(standing.difference("ours", "theirs").mean()).isCloseTo(0.1005, within(1e-9));
    assertThat(standing.verdict("ours", "theirs")).isEqualTo(1);
    assertThat(standing.verdict("theirs", "ours")).isEqualTo(-1);
    assertThat(standing.verdict("ours", "noise")).isZero();
    BakeoffResults results =
        new BakeoffResults(List.of("ours"), List.of("theirs", "noise"), List.of(standing));
    assertThat(results.json().at("/sets/0/policies/ours/mean").asDouble())
        .isCloseTo(2.6005, within(1e-9));
    assertThat(results.json().at("/sets/0/peers/theirs/se").isNumber()).isTrue();
    assertThat(results.json().at("/sets/0/differences/ours/theirs/mean").asDouble())
        .isCloseTo(0.1005, within(1e-9));
    assertThat(results.table()).contains("worse").contains("over 1 sets");
  }

  @Test
  void groupsOfASeed_areAveraged() {
    Standing standing =
        Standing.of("set", List.of(run("ours", 1, 1), run("ours", 1, 3), run("ours", 2, 4)));
    assertThat(standing.mean("ours").mean()).isEqualTo(3);
  }

  private RunResult run(String policy, long seed, double mean) {
    return new RunResult(
        "set", policy, OptionalLong.of(seed), 1, 1, mean, none, mean, 0, Double.NaN, 1);
  }
}

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
      runs.add(run("noise", seed, seed + (seed % 2 == 0 ? 5 : -5)));
    }
    for (int seed = 4; seed >= 1; seed--) {
      runs.add(run("theirs", seed, seed));
    }
    Standing standing = Standing.of("set", runs);
    assertThat(standing.difference("ours", "theirs").mean()).isCloseTo(0.1005, within(1e-9));
    assertThat(standing.verdict("ours", "theirs")).isEqualTo(1);
    assertThat(standing.verdict("theirs", "ours")).isEqualTo(-1);
    assertThat(standing.verdict("ours", "noise")).isZero();
  }

  /** Differences of 3 and 1 have the mean 2 and the standard error 1, all of them exact. */
  @Test
  void win_isMoreThanTwoStandardErrors_notJustTwo() {
    assertVerdict(0, 3, 1);
    assertVerdict(1, 3, Math.nextUp(1.0));
    assertVerdict(0, 3, Math.nextDown(1.0));
    assertVerdict(1, 3, 3);
    assertVerdict(0, 0, 0);
    assertVerdict(0, 3, -3);
  }

  private void assertVerdict(int expected, double first, double second) {
    Standing standing =
        Standing.of(
            "set",
            List.of(
                run("ours", 1, first), run("ours", 2, second),
                run("theirs", 1, 0), run("theirs", 2, 0)));
    assertThat(standing.verdict("ours", "theirs")).isEqualTo(expected);
    assertThat(standing.verdict("theirs", "ours")).isEqualTo(-expected);
  }

  @Test
  void oneSeed_hasNoWinner() {
    Standing standing = Standing.of("set", List.of(run("ours", 1, 9), run("theirs", 1, 0)));
    assertThat(standing.verdict("ours", "theirs")).isZero();
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

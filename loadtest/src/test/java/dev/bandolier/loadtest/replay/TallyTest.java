package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class TallyTest {

  @Test
  void lastFifth_isOfTheAccepted_andOfTheChosen() {
    Tally tally = new Tally(10);
    for (int i = 0; i < 10; i++) {
      tally.chose(i);
      tally.earned(i);
    }
    assertThat(tally.rewardMean()).isEqualTo(4.5);
    assertThat(tally.lastFifthMean()).isEqualTo(8.5);
    assertThat(tally.lastFifthShare(9)).isEqualTo(0.5);
    assertThat(tally.lastFifthShare(7)).isZero();
  }

  @Test
  void nothingAccepted_hasNoMean() {
    Tally tally = new Tally(1);
    tally.chose(0);
    assertThat(tally.rewardMean()).isNaN();
    assertThat(tally.lastFifthMean()).isNaN();
    assertThat(tally.rounds()).isEqualTo(1);
    assertThat(tally.accepted()).isZero();
  }

  @Test
  void summary_hasMeanAndStandardError_overRunsThatHaveAMean() {
    Map<String, Summary> summaries =
        Summary.byPolicy(List.of(run(1), run(2), run(6), run(Double.NaN)));
    Summary summary = Objects.requireNonNull(summaries.get("UNIFORM"));
    assertThat(summary.runs()).isEqualTo(3);
    assertThat(summary.mean()).isEqualTo(3);
    assertThat(summary.se()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-12));
  }

  private static RunResult run(double mean) {
    References none = new References(Double.NaN, Double.NaN, Double.NaN, 0);
    return new RunResult(
        "r", "UNIFORM", OptionalLong.empty(), 1, 1, mean, none, mean, Double.NaN, Double.NaN, 1);
  }
}

package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How large the ledger of a server is that is started for a run. */
final class RunPlanTest {

  private static RunPlan plan(Mode mode, double rate, double seconds, long window, long outcomes) {
    return new RunPlan(mode, rate, seconds, 10, 10, 4, 100, 10, window, outcomes, 0);
  }

  @Test
  void ledger_isLeftAsItIs_whereTwiceWhatStaysFits() {
    assertThat(plan(Mode.BATCH, 45_000, 30, 10, 1).serverOptions()).isEmpty();
  }

  @Test
  void ledger_holdsTwiceWhatIsDecidedWithinAWindow() {
    assertThat(plan(Mode.BATCH, 50_000, 30, 10, 1).serverOptions())
        .containsExactly("--ledger-capacity=1100000", "--ledger-memory=1024M");
  }

  @Test
  void ledgerOfOutcomes_holdsTwiceAllThatIsDecided() {
    assertThat(plan(Mode.OUTCOMES, 0, 30, 10, 1_000_000).serverOptions())
        .contains("--ledger-capacity=2400000");
    assertThat(plan(Mode.OUTCOMES, 20_000, 30, 10, 1).serverOptions())
        .contains("--ledger-capacity=1600000");
  }

  @Test
  void ledger_isNoLargerThanAServerTakes() {
    assertThat(plan(Mode.BATCH, 1e7, 30, 10, 1).serverOptions())
        .contains("--ledger-capacity=33554432");
  }
}

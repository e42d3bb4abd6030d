package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FreshnessTest {

  private final Faults faults = new Faults();
  private long now;
  private final Freshness freshness = new Freshness(() -> now);

  @Test
  void outcome_isSeen_whenADecisionsModelVersionReachesItsPosition() {
    freshness.recorded(100);
    now = 1_000_000;
    freshness.seen(99);
    assertThat(freshness.unseen()).isEqualTo(1);
    now = 3_000_000;
    freshness.seen(100);
    assertThat(freshness.unseen()).isZero();
    assertThat(freshness.nanos().getMaxValue()).isCloseTo(3_000_000, within(10_000L));
  }

  @Test
  void acknowledgementsOutOfOrder_areSeenByTheirPositions() {
    freshness.recorded(200);
    freshness.recorded(100);
    freshness.seen(150);
    assertThat(freshness.unseen()).isEqualTo(1);
    assertThat(freshness.nanos().getTotalCount()).isEqualTo(1);
  }

  @Test
  void outcomeThatIsNeverSeen_isAFault() {
    freshness.recorded(100);
    freshness.recorded(101);
    freshness.expectAllSeen(100, faults);
    assertThat(faults.counts()).containsExactly(java.util.Map.entry("OUTCOME_NOT_VISIBLE", 1L));
  }
}

package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatPeriodsTest {

  private static final int MANY = 20_000;

  private final DecisionIndex index = new DecisionIndex(2 * MANY);
  private final RepeatPeriods periods = new RepeatPeriods(index);

  private void decide(long id, long time, long period) {
    index.put(id, id, 8 * id, false);
    periods.add(id, id, time, period);
  }

  @Test
  void id_isForgottenOnceItsPeriodIsOver() {
    decide(1, 1000, 600);
    decide(2, 1599, 600);
    assertThat(index.find(1, 1)).isEqualTo(8);
    decide(3, 1600, 600);
    assertThat(index.find(1, 1)).isZero();
    assertThat(index.find(2, 2)).isEqualTo(16);
  }

  @Test
  void ids_ofDifferentPeriods_doNotWaitForEachOther() {
    decide(1, 1000, 1_000_000);
    decide(2, 1000, 10);
    decide(3, 2000, 1_000_000);
    assertThat(index.find(1, 1)).isEqualTo(8);
    assertThat(index.find(2, 2)).isZero();
  }

  @Test
  void manyIds_areAllForgottenInTheirOrder_andNoMoreAreKeptThanAreDue() {
    for (int i = 1; i <= MANY; i++) {
      decide(i, i, 1000);
    }
    assertThat(index.size()).isEqualTo(1000);
    assertThat(index.find(MANY - 999, MANY - 999)).isPositive();
    assertThat(index.find(MANY - 1000, MANY - 1000)).isZero();
  }

  @Test
  void cleared_forgetsNothing() {
    decide(1, 1000, 10);
    periods.clear();
    decide(2, 5000, 10);
    assertThat(index.find(1, 1)).isEqualTo(8);
  }
}

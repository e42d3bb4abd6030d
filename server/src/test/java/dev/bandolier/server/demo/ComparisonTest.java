package dev.bandolier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ComparisonTest {

  @Test
  void nothingSeen_saysNothing() {
    assertThat(Comparison.of(0, 0, 0, 0).says()).isFalse();
    assertThat(Comparison.of(0, 0, 0, 0).certainty()).isEqualTo(0.5);
  }

  @Test
  void twiceTheRate_isAHundredPercentMore() {
    Comparison twice = Comparison.of(200, 1000, 100, 1000);
    assertThat(twice.uplift()).isCloseTo(1.0, within(1e-12));
    assertThat(twice.certainty()).isGreaterThan(0.999);
    assertThat(twice.says()).isTrue();
  }

  @Test
  void theSameRate_isAToss() {
    assertThat(Comparison.of(100, 1000, 100, 1000).certainty()).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void normal_isTheTables() {
    assertThat(Comparison.normal(0)).isCloseTo(0.5, within(1e-7));
    assertThat(Comparison.normal(1.959964)).isCloseTo(0.975, within(1e-6));
    assertThat(Comparison.normal(-1.959964)).isCloseTo(0.025, within(1e-6));
  }
}

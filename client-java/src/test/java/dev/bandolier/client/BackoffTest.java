package dev.bandolier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final RandomGenerator LEAST = () -> 0;
  private static final RandomGenerator MOST = () -> -1L;

  private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(300));

  @Test
  void nanos_doubleUpToTheGreatest() {
    assertThat(backoff.nanos(1, null, LEAST)).isEqualTo(25_000_000);
    assertThat(backoff.nanos(2, null, LEAST)).isEqualTo(50_000_000);
    assertThat(backoff.nanos(1, null, MOST)).isBetween(49_999_000L, 50_000_000L);
    assertThat(backoff.nanos(2_000, null, MOST)).isBetween(299_999_000L, 300_000_000L);
  }

  @Test
  void nanos_areNoFewerThanTheServerAskedFor() {
    assertThat(backoff.nanos(1, Duration.ofSeconds(2), MOST)).isEqualTo(2_000_000_000L);
  }

  @Test
  void backoff_withoutSense_isRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

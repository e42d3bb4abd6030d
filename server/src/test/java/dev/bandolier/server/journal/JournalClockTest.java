package dev.bandolier.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Journal time against clocks that jump. */
final class JournalClockTest {

  private static final long MILLI = 1_000_000;

  private final AtomicLong wall = new AtomicLong(5_000_000);
  private final AtomicLong nano = new AtomicLong(77);
  private final JournalClock clock = new JournalClock(wall::get, nano::get, 0);

  private long after(long millis) {
    nano.addAndGet(millis * MILLI);
    wall.addAndGet(millis);
    return clock.getAsLong();
  }

  @Test
  void start_takesTheLaterOfWallClockAndLastRecord() {
    assertThat(clock.getAsLong()).isEqualTo(5_000_000);
    assertThat(new JournalClock(wall::get, nano::get, 6_000_000).getAsLong()).isEqualTo(6_000_000);
  }

  @Test
  void time_followsTheSteadyClock() {
    assertThat(after(1)).isEqualTo(5_000_001);
    assertThat(after(3_600_000)).isEqualTo(8_600_001);
  }

  @Test
  void wallClockAheadByADay_isFollowedByOnePercent() {
    after(200);
    wall.addAndGet(86_400_000);
    long start = after(200);
    for (int i = 0; i < 100; i++) {
      after(1000);
    }
    assertThat(clock.getAsLong() - start).isBetween(100_900L, 101_000L);
  }

  @Test
  void wallClockBehind_slowsTimeDownButNeverTurnsItBack() {
    wall.addAndGet(-86_400_000);
    long start = after(200);
    for (int i = 0; i < 100; i++) {
      after(1000);
    }
    assertThat(clock.getAsLong() - start).isBetween(99_000L, 99_100L);
  }

  @Test
  void smallError_isMadeUpExactly_alsoOverALongSilence() {
    wall.addAndGet(50);
    after(200);
    after(3_600_000);
    assertThat(clock.getAsLong()).isEqualTo(wall.get());
  }

  @Test
  void anyJumps_keepTimeFromRunningBackwardsAndWithinOnePercent() {
    SplittableRandom random = new SplittableRandom(2);
    long start = clock.getAsLong();
    long before = start;
    for (int i = 0; i < 10_000; i++) {
      wall.addAndGet(random.nextLong(-10_000, 10_000));
      nano.addAndGet(random.nextLong(500 * MILLI));
      long now = clock.getAsLong();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    double steady = (nano.get() - 77) / 1e6;
    assertThat((before - start) / steady).isBetween(0.9899, 1.0101);
  }
}

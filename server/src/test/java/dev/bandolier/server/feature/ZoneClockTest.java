package dev.bandolier.server.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZoneClockTest {

  private final ZoneClock clock = new ZoneClock();

  @ParameterizedTest
  @CsvSource({
    // The last second of winter, and the first of summer: two o'clock does not exist.
    "Europe/Berlin,    2026-03-29T00:59:59Z, 1, 6",
    "Europe/Berlin,    2026-03-29T01:00:00Z, 3, 6",
    // Two o'clock comes twice.
    "Europe/Berlin,    2026-10-25T00:59:59Z, 2, 6",
    "Europe/Berlin,    2026-10-25T01:00:00Z, 2, 6",
    "Europe/Berlin,    2026-10-25T02:00:00Z, 3, 6",
    "America/New_York, 2026-03-08T06:59:59Z, 1, 6",
    "America/New_York, 2026-03-08T07:00:00Z, 3, 6",
    "America/New_York, 2026-11-01T05:59:59Z, 1, 6",
    "America/New_York, 2026-11-01T06:00:00Z, 1, 6",
    "America/New_York, 2026-11-01T07:00:00Z, 2, 6",
    // The same instant is two weekdays.
    "America/New_York, 2026-06-01T03:59:59Z, 23, 6",
    "Asia/Kolkata,     2026-06-01T03:59:59Z, 9, 0",
    // Before 1970, and half an hour of summer time.
    "Europe/Berlin,    1969-12-31T23:30:00Z, 0, 3",
    "Australia/Lord_Howe, 2026-01-01T13:30:00Z, 0, 4",
  })
  void hoursAndWeekdays_followTheZone(String zone, Instant time, int hour, int weekday) {
    assertThat(clock.hourOfDay(ZoneId.of(zone), time.getEpochSecond())).isEqualTo(hour);
    assertThat(clock.dayOfWeek(ZoneId.of(zone), time.getEpochSecond())).isEqualTo(weekday);
  }

  @Test
  void anyOrderOfQuestions_agreesWithTheJdk() {
    Random random = new Random(5);
    String[] zones = {"Europe/Berlin", "America/New_York", "UTC", "Africa/Casablanca"};
    for (int i = 0; i < 20_000; i++) {
      ZoneId zone = ZoneId.of(zones[random.nextInt(zones.length)]);
      long second = random.nextLong(-2_000_000_000L, 4_000_000_000L);
      ZonedDateTime local = Instant.ofEpochSecond(second).atZone(zone);

      assertThat(clock.hourOfDay(zone, second)).isEqualTo(local.getHour());
      assertThat(clock.dayOfWeek(zone, second)).isEqualTo(local.getDayOfWeek().getValue() - 1);
    }
  }
}

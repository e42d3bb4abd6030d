package dev.bandolier.server.feature;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Local hours and weekdays of instants. Remembers the stretch between two clock changes that it was
 * last asked about, so that asking about times of the same season allocates nothing. Not
 * thread-safe.
 */
final class ZoneClock {

  private static final long DAY = 86_400;

  /** 1 January 1970 was a Thursday; Monday is 0. */
  private static final int EPOCH_WEEKDAY = 3;

  private ZoneId zone = ZoneOffset.UTC;
  private long from = Long.MIN_VALUE;
  private long until = Long.MAX_VALUE;
  private int offset;

  /** The local hour, 0 to 23. */
  int hourOfDay(ZoneId in, long epochSecond) {
    return (int) (Math.floorMod(local(in, epochSecond), DAY) / 3600);
  }

  /** The local day of the week, 0 (Monday) to 6. */
  int dayOfWeek(ZoneId in, long epochSecond) {
    return (int) Math.floorMod(Math.floorDiv(local(in, epochSecond), DAY) + EPOCH_WEEKDAY, 7L);
  }

  private long local(ZoneId in, long epochSecond) {
    if (!in.equals(zone) || epochSecond < from || epochSecond >= until) {
      look(in, epochSecond);
    }
    return epochSecond + offset;
  }

  private void look(ZoneId in, long epochSecond) {
    ZoneRules rules = in.getRules();
    Instant instant = Instant.ofEpochSecond(epochSecond);
    ZoneOffsetTransition next = rules.nextTransition(instant);
    ZoneOffsetTransition last = rules.previousTransition(instant.plusSeconds(1));
    zone = in;
    offset = rules.getOffset(instant).getTotalSeconds();
    from = last == null ? Long.MIN_VALUE : last.toEpochSecond();
    until = next == null ? Long.MAX_VALUE : next.toEpochSecond();
  }
}

package dev.bandolier.server;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Up to where the journal is folded: a position, or a journal time in epoch milliseconds. */
sealed interface Until {

  /** Facts up to a position. */
  record Position(long last) implements Until {
    @Override
    public boolean isBefore(long position, long millis) {
      return last < position;
    }
  }

  /** Facts up to a time. */
  record Time(long lastMillis) implements Until {
    @Override
    public boolean isBefore(long position, long millis) {
      return lastMillis < millis;
    }
  }

  /** Whether it leaves out a fact of such a position and such a time. */
  boolean isBefore(long position, long millis);

  /**
   * Reads {@code 123456} or {@code 2026-11-22T04:53:25Z}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Until parse(String text) {
    if (text.matches("\\d{1,18}")) {
      return new Position(Long.parseLong(text));
    }
    try {
      return new Time(Instant.parse(text).toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "--until '"
              + text
              + "': expected a journal position, or a time such as 2026-11-22T04:53:25Z",
          e);
    }
  }
}

package dev.bandolier.client;

import java.time.Duration;

/** Refuses settings that make no sense. */
final class Checks {
  private Checks() {}

  static Duration positive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be above 0, was " + duration);
    }
    return duration;
  }

  static Duration notNegative(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
    return duration;
  }

  static int within(int value, int least, int greatest, String name) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + greatest + ", was " + value);
    }
    return value;
  }
}

package dev.bandolier.client;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Between the times of Java and of the wire. */
final class Times {
  private Times() {}

  static Timestamp wire(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}

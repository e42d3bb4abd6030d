package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;

/** Milliseconds, which everything behind the contract counts in. */
public final class Millis {
  private Millis() {}

  /** A valid duration, cut to whole milliseconds. */
  public static long of(Duration duration) {
    return duration.getSeconds() * 1000 + duration.getNanos() / 1_000_000;
  }

  /** A valid time, cut to whole milliseconds since the epoch. */
  public static long of(Timestamp time) {
    return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
  }

  /** Milliseconds as the contract has them. */
  public static Duration duration(long millis) {
    return Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  /** Epoch milliseconds as the contract has them. */
  public static Timestamp timestamp(long epochMillis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(epochMillis, 1000))
        .setNanos(Math.floorMod(epochMillis, 1000) * 1_000_000)
        .build();
  }
}

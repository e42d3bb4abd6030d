package dev.bandolier.server.learn;

import java.util.concurrent.locks.LockSupport;

/** How a thread waits when there is nothing to do: it spins a little, then parks longer and longer. */
final class Pace {

  private static final long SHORTEST_PARK_NANOS = 10_000;

  private final int spins;
  private final long longestParkNanos;
  private int idleTurns;
  private long parkNanos = SHORTEST_PARK_NANOS;

  Pace(int spins, long longestParkNanos) {
    this.spins = spins;
    this.longestParkNanos = longestParkNanos;
  }

  void idle() {
    if (idleTurns < spins) {
      idleTurns++;
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(parkNanos);
      parkNanos = Math.min(2 * parkNanos, longestParkNanos);
    }
  }

  void reset() {
    idleTurns = 0;
    parkNanos = SHORTEST_PARK_NANOS;
  }
}

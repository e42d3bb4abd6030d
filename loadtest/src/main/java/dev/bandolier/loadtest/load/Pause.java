package dev.bandolier.loadtest.load;

import java.util.concurrent.locks.LockSupport;

/** Waits. */
@FunctionalInterface
interface Pause {

  /** Returns when {@link System#nanoTime} has reached this, or somewhat later. */
  Pause PARK =
      nanos -> {
        long left = nanos - System.nanoTime();
        while (left > 0) {
          LockSupport.parkNanos(left);
          left = nanos - System.nanoTime();
        }
      };

  void until(long nanos);
}

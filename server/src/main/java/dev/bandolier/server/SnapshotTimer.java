package dev.bandolier.server;

import dev.bandolier.server.manage.SnapshotSchedule;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the schedule of snapshots look at the clock once a second, on a thread of its own. */
final class SnapshotTimer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTimer.class);

  private final SnapshotSchedule schedule;
  private final LongSupplier clock;
  private final Duration patience;
  private final ScheduledFuture<?> looks;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(SnapshotTimer::daemon);

  /**
   * Begins.
   *
   * @param clock journal time in epoch milliseconds
   * @param patience how long {@link #close} waits for a snapshot that is being taken
   */
  SnapshotTimer(SnapshotSchedule schedule, LongSupplier clock, Duration patience) {
    this.schedule = schedule;
    this.clock = clock;
    this.patience = patience;
    looks = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "snapshot-timer");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    try {
      schedule.look(clock.getAsLong());
    } catch (RuntimeException e) {
      LOG.error("scheduled snapshots are not taken this time", e);
    }
  }

  /** Takes no more. */
  @Override
  public void close() {
    looks.cancel(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

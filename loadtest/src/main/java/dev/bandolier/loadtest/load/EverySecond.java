package dev.bandolier.loadtest.load;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A task that begins every second, or as soon as the one before is done, on a thread of its own. */
final class EverySecond implements Beside {

  private static final long PATIENCE_SECONDS = 30;

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final LongConsumer task;
  private final Runnable after;
  private final Faults faults;
  private final AtomicLong times = new AtomicLong();

  /**
   * Does not begin yet.
   *
   * @param task told how often it was done before
   * @param after run once nothing more is done
   * @param faults told of a task that failed
   */
  EverySecond(LongConsumer task, Runnable after, Faults faults) {
    this.task = task;
    this.after = after;
    this.faults = faults;
  }

  @Override
  public void begin() {
    Future<?> unused = thread.scheduleAtFixedRate(this::once, 0, 1, TimeUnit.SECONDS);
  }

  private void once() {
    try {
      task.accept(times.get());
      times.incrementAndGet();
    } catch (RuntimeException failed) {
      faults.add("BESIDE_" + failed.getMessage());
    }
  }

  @Override
  public void close() {
    if (!thread.isShutdown()) {
      thread.shutdown();
      if (!ended()) {
        thread.shutdownNow();
        faults.add("BESIDE_UNFINISHED");
      }
      after.run();
    }
  }

  private boolean ended() {
    try {
      return thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public long times() {
    return times.get();
  }
}

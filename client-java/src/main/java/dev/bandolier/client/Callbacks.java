package dev.bandolier.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what completes callers' futures. */
final class Callbacks {
  private Callbacks() {}

  /** On the executor; on this thread where the executor has been shut down, so that no future stays open. */
  static void run(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}

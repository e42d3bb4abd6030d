package dev.bandolier.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Completes callers' futures. The client's own threads are a pool rather than what {@link
 * java.util.concurrent.CompletableFuture} takes by default, which on one or two processors is a new thread each time. Any
 * thread.
 */
final class Callbacks {
  /** For those whose thread waits: where the answer is read. */
  static final Callbacks DIRECT = on(Runnable::run);

  private final Executor executor;
  private final @Nullable ForkJoinPool own;

  private Callbacks(Executor executor, @Nullable ForkJoinPool own) {
    this.executor = executor;
    this.own = own;
  }

  static Callbacks on(Executor executor) {
    return new Callbacks(executor, null);
  }

  /** On threads that end with {@link #close}. */
  static Callbacks own() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    ForkJoinPool pool = new ForkJoinPool(threads, Callbacks::thread, null, true);
    return new Callbacks(pool, pool);
  }

  private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
    thread.setName("bandolier-client-callback-" + thread.getPoolIndex());
    thread.setDaemon(true);
    return thread;
  }

  /** Where the executor has been shut down the task runs here, so that no future stays open. */
  void run(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Finishes what was taken. */
  void close() {
    if (own != null) {
      own.shutdown();
    }
  }
}

package dev.bandolier.server.rpc;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for one kind of call, and a bound on how many such calls are under way. A call has at most
 * one task waiting at a time, so the bound is also that of the queue. Any thread.
 */
final class CallPool implements Executor {

  private final int maxCalls;
  private final ExecutorService threads;
  private final AtomicInteger calls = new AtomicInteger();

  CallPool(String name, int threads, int maxCalls) {
    this.maxCalls = maxCalls;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads, task -> new PoolThread(this, task, name + "-" + count.incrementAndGet()));
  }

  /** How many calls may be under way. */
  int maxCalls() {
    return maxCalls;
  }

  /** Whether a call could be taken now. */
  boolean hasRoom() {
    return calls.get() < maxCalls;
  }

  /** Takes a call, if it runs on one of these threads and there is room. */
  boolean enter() {
    if (!(Thread.currentThread() instanceof PoolThread thread) || thread.pool != this) {
      return false;
    }
    if (calls.incrementAndGet() > maxCalls) {
      calls.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A call that was taken has ended. */
  void leave() {
    calls.decrementAndGet();
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Runs what is waiting, takes nothing more. */
  void stop(Duration patience) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      threads.shutdownNow();
    }
  }

  /** A thread that knows its pool. */
  private static final class PoolThread extends Thread {

    private final CallPool pool;

    PoolThread(CallPool pool, Runnable task, String name) {
      super(task, name);
      this.pool = pool;
      setDaemon(true);
    }
  }
}

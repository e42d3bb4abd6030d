package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BanditClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The callers of one life of the server, each with a thread and connections of its own. Made, run and
 * stopped by one thread.
 */
final class Traffic implements AutoCloseable {
  private static final int MOST_AT_ONCE = 20;
  private static final long PAUSE_MILLIS = 10;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<BanditClient> clients = new ArrayList<>();
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();
  private final AtomicInteger left;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Lets the workers go on with the server at an address.
   *
   * @param episodes how many they may begin together
   */
  Traffic(String address, List<Worker> workers, int episodes) {
    left = new AtomicInteger(episodes);
    for (Worker worker : workers) {
      BanditClient client = client(address);
      clients.add(client);
      ends.add(start(worker, client));
    }
  }

  static BanditClient client(String address) {
    return BanditClient.builder()
        .target(address)
        .deadline(DEADLINE)
        .batchDeadline(DEADLINE)
        .callbackExecutor(Runnable::run)
        .build();
  }

  private CompletableFuture<Void> start(Worker worker, BanditClient client) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work(worker, client);
                end.complete(null);
              } catch (InterruptedException | RuntimeException | Error failed) {
                end.completeExceptionally(failed);
              }
            },
            "caller");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  private void work(Worker worker, BanditClient client) throws InterruptedException {
    while (over.getCount() > 0) {
      int wanted = Math.min(MOST_AT_ONCE, left.get());
      left.addAndGet(-worker.begin(wanted));
      if (!worker.round(client)) {
        pause();
      }
      if (left.get() <= 0 && worker.underWay() == 0) {
        pause();
      }
    }
  }

  private boolean pause() throws InterruptedException {
    return over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until nothing is under way, and ends the callers.
   *
   * @return false where that took too long
   */
  boolean drain(List<Worker> workers, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isIdle(workers) && System.nanoTime() - deadline < 0) {
      pause();
    }
    over.countDown();
    join();
    return workers.stream().allMatch(worker -> worker.underWay() == 0);
  }

  private boolean isIdle(List<Worker> workers) {
    boolean failed = ends.stream().anyMatch(CompletableFuture::isDone);
    return failed || left.get() <= 0 && workers.stream().allMatch(worker -> worker.underWay() == 0);
  }

  private void join() {
    for (CompletableFuture<Void> end : ends) {
      try {
        end.join();
      } catch (CompletionException failed) {
        throw new IllegalStateException("a caller failed", failed.getCause());
      }
    }
  }

  /** The server is dead, or to be left alone: ends the callers and waits for them. */
  @Override
  public void close() {
    over.countDown();
    clients.forEach(client -> client.close(Duration.ZERO));
    join();
  }
}

package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All runs of a data set: every problem with every policy and every seed, several side by side,
 * each on one thread. The first run that fails ends them all.
 */
final class Replay {
  private final DataSet data;
  private final List<Plan> plans;

  /**
   * How to pass over a problem.
   *
   * @param policy null: the server's default
   * @param seed absent: the file's order
   */
  record Plan(@Nullable PolicyChoice policy, OptionalLong seed) {}

  Replay(DataSet data, List<Plan> plans) {
    this.data = data;
    this.plans = plans;
  }

  int runs() {
    return data.problems().size() * plans.size();
  }

  long rounds() {
    return data.problems().stream().mapToLong(Problem::rounds).sum() * plans.size();
  }

  /**
   * Runs them all, and shows the progress meanwhile.
   *
   * @param campaigns what the campaigns' resource names start with
   * @param threads how many runs go side by side
   * @throws ReplayException where a run fails
   */
  Results run(Server server, String campaigns, int threads, Ticker ticker)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, Replay::daemon);
    try {
      CompletionService<RunResult> done = new ExecutorCompletionService<>(pool);
      List<Future<RunResult>> futures = submit(done, server, campaigns, ticker.progress());
      await(done, ticker);
      List<RunResult> results = new ArrayList<>();
      for (Future<RunResult> future : futures) {
        results.add(result(future));
      }
      return new Results(results, data.skipped());
    } finally {
      pool.shutdownNow();
      ticker.finish();
    }
  }

  private List<Future<RunResult>> submit(
      CompletionService<RunResult> pool, Server server, String campaigns, Progress progress) {
    List<Future<RunResult>> futures = new ArrayList<>();
    for (Plan plan : plans) {
      for (Problem problem : data.problems()) {
        Run.Venue venue = new Run.Venue(server, campaigns + futures.size(), progress);
        futures.add(pool.submit(new Run(problem, plan.policy(), plan.seed(), venue)));
      }
    }
    return futures;
  }

  private void await(CompletionService<RunResult> done, Ticker ticker) throws InterruptedException {
    int left = runs();
    while (left > 0) {
      Future<RunResult> next = done.poll(ticker.millisToNext(), TimeUnit.MILLISECONDS);
      if (next != null) {
        result(next);
        left--;
      }
      ticker.tick();
    }
  }

  private static RunResult result(Future<RunResult> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
      if (cause instanceof SpecException wrongCell) {
        throw wrongCell;
      }
      throw new ReplayException("a run failed: " + cause.getMessage(), cause);
    }
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "replay");
    thread.setDaemon(true);
    return thread;
  }
}

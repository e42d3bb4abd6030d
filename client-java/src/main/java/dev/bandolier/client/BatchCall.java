package dev.bandolier.client;

import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many decisions being asked for in one call, which is sent again with the same ids where it failed. */
final class BatchCall implements Unary.Reply<DecideBatchResponse> {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

  private final Decisions home;
  private final String campaign;
  private final List<DecisionRequest> requests;
  private final List<String> ids;
  private final DecideBatchRequest wire;
  private final Callbacks deliverOn;
  private final Deadline deadline;
  private final CompletableFuture<List<DecisionResult>> result = new CompletableFuture<>();

  private final AtomicInteger sent = new AtomicInteger();

  BatchCall(
      Decisions home,
      String campaign,
      List<DecisionRequest> requests,
      boolean payloads,
      Callbacks deliverOn) {
    this.home = home;
    this.campaign = campaign;
    this.requests = List.copyOf(requests);
    this.deliverOn = deliverOn;
    ids = requests.stream().map(Decisions::id).toList();
    wire = wire(payloads);
    deadline = Deadline.after(home.settings.batchDeadline().toNanos(), TimeUnit.NANOSECONDS);
    home.begin();
  }

  private DecideBatchRequest wire(boolean payloads) {
    DecideBatchRequest.Builder builder =
        DecideBatchRequest.newBuilder().setCampaign(campaign).setReturnPayloads(payloads);
    for (int i = 0; i < requests.size(); i++) {
      builder.addItems(DecisionWire.request(requests.get(i), ids.get(i)));
    }
    return builder.build();
  }

  CompletableFuture<List<DecisionResult>> result() {
    return result;
  }

  void send() {
    sent.incrementAndGet();
    home.endpoints.send(DecisionServiceGrpc.getDecideBatchMethod(), deadline, wire, this);
  }

  @Override
  public void answered(DecideBatchResponse answer) {
    if (answer.getResultsCount() != requests.size()) {
      giveUp(mismatch(answer.getResultsCount()));
      return;
    }
    List<DecisionResult> results = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      results.add(item(i, answer.getResults(i)));
    }
    deliver(results);
  }

  private DecisionResult item(int i, DecideResult item) {
    return item.hasError()
        ? unanswered(i, Problems.of(item.getError()))
        : new DecisionResult.Decided(DecisionWire.decision(campaign, item.getResponse()));
  }

  private DecisionResult unanswered(int i, Problem problem) {
    Decision fallback =
        home.unanswered.fallback(requests.get(i), ids.get(i), problem, sent.get() > 0);
    return fallback == null
        ? new DecisionResult.Refused(problem)
        : new DecisionResult.Decided(fallback);
  }

  @Override
  public void failed(Problem problem) {
    boolean again =
        problem.code().temporary()
            && sent.get() > 0
            && sent.get() <= home.settings.retries()
            && !deadline.isExpired();
    if (again) {
      home.tally.retries.increment();
      long pause = BACKOFF.nanos(sent.get(), problem.retryAfter(), ThreadLocalRandom.current());
      home.pause(this, pause);
    } else {
      giveUp(problem);
    }
  }

  /** Gives up for good; nobody sends or ends it at the same time. */
  void giveUp(Problem problem) {
    if (!problem.code().temporary()) {
      end(() -> result.completeExceptionally(new BandolierException(problem)));
      return;
    }
    List<DecisionResult> results = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      results.add(unanswered(i, problem));
    }
    deliver(results);
  }

  private void deliver(List<DecisionResult> results) {
    end(
        () -> {
          if (!result.complete(List.copyOf(results))) {
            results.forEach(this::unseen);
          }
        });
  }

  private void unseen(DecisionResult each) {
    if (each instanceof DecisionResult.Decided decided) {
      home.unanswered.unseen(decided.decision());
    }
  }

  private void end(Runnable completion) {
    deliverOn.run(
        () -> {
          completion.run();
          home.end();
        });
  }

  private Problem mismatch(int got) {
    return Problem.of(
        ErrorCode.INTERNAL,
        "INTERNAL",
        "The server answered " + got + " items of " + requests.size() + ".");
  }
}

package dev.bandolier.client;

import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.GetDecisionResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for decisions. Any thread. */
final class Decisions {
  static final int MOST_ITEMS = 10_000;

  final Endpoints endpoints;
  final ClientSettings settings;
  final Unanswered unanswered;
  final Tally tally;
  private final ScheduledExecutorService timer;
  private final Outstanding outstanding = new Outstanding();
  private final Set<BatchCall> pausing = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile boolean ended;

  Decisions(
      Endpoints endpoints,
      ClientSettings settings,
      Unanswered unanswered,
      Tally tally,
      ScheduledExecutorService timer) {
    this.endpoints = endpoints;
    this.settings = settings;
    this.unanswered = unanswered;
    this.tally = tally;
    this.timer = timer;
  }

  CompletableFuture<Decision> decide(DecisionRequest request, Callbacks deliverOn) {
    tally.decisions.increment();
    DecideCall call = new DecideCall(this, request, deliverOn);
    if (closed) {
      call.failed(Problem.closed());
    } else {
      call.start();
    }
    return call.result();
  }

  CompletableFuture<List<DecisionResult>> batch(
      List<DecisionRequest> requests, boolean payloads, Callbacks deliverOn) {
    String campaign = campaign(requests);
    tally.decisions.add(requests.size());
    BatchCall call = new BatchCall(this, campaign, requests, payloads, deliverOn);
    if (closed) {
      call.failed(Problem.closed());
    } else {
      call.send();
    }
    return call.result();
  }

  private static String campaign(List<DecisionRequest> requests) {
    Checks.within(requests.size(), 1, MOST_ITEMS, "number of requests");
    String campaign = requests.get(0).campaign();
    for (DecisionRequest each : requests) {
      if (!each.campaign().equals(campaign)) {
        throw new IllegalArgumentException(
            "a batch is of one campaign, not of " + campaign + " and " + each.campaign());
      }
    }
    return campaign;
  }

  CompletableFuture<DecisionHistory> history(String campaign, String id) {
    CompletableFuture<DecisionHistory> result = new CompletableFuture<>();
    endpoints.send(
        DecisionServiceGrpc.getGetDecisionMethod(),
        settings.adminDeadline(),
        GetDecisionRequest.newBuilder().setCampaign(campaign).setDecisionId(id).build(),
        new Unary.Reply<GetDecisionResponse>() {
          @Override
          public void answered(GetDecisionResponse answer) {
            deliver(() -> result.complete(DecisionWire.history(campaign, answer)));
          }

          @Override
          public void failed(Problem problem) {
            deliver(() -> result.completeExceptionally(new BandolierException(problem)));
          }
        });
    return result;
  }

  DecisionStream stream(int mostUnderWay) {
    return new DecisionStream(this, mostUnderWay);
  }

  /** The request's own id, or a new one. */
  static String id(DecisionRequest request) {
    String given = request.decisionId();
    return given == null ? Ids.random() : given;
  }

  void deliver(Runnable completion) {
    settings.callbacks().run(completion);
  }

  void begin() {
    outstanding.begin();
  }

  void end() {
    outstanding.end();
  }

  void later(Runnable task, long nanos) {
    var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Sends a batch again after a pause, or fails it where the client is closed before that. */
  void pause(BatchCall batch, long nanos) {
    pausing.add(batch);
    later(() -> resume(batch), nanos);
    if (ended) {
      abandon(batch);
    }
  }

  private void resume(BatchCall batch) {
    if (pausing.remove(batch)) {
      batch.send();
    }
  }

  private void abandon(BatchCall batch) {
    if (pausing.remove(batch)) {
      batch.giveUp(Problem.closed());
    }
  }

  /** The connections are closed: fails the batches that wait to be sent again. */
  void abandon() {
    ended = true;
    pausing.forEach(this::abandon);
  }

  /** Takes nothing from now on; completes when what is under way has ended. To be called once. */
  CompletableFuture<Void> close() {
    closed = true;
    return outstanding.seal();
  }
}

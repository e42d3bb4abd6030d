package dev.bandolier.client;

import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One decision being asked for, in one call or, by retries and hedges, in several with the same id, of which the first
 * answer counts. It is settled once: by an answer, by the last failure, or by the caller, who completed or cancelled the
 * future. Any thread.
 */
final class DecideCall implements Unary.Reply<DecideResponse> {
  private final Decisions home;
  private final DecisionRequest request;
  private final String id;
  private final DecideRequest wire;
  private final Callbacks deliverOn;
  private final Deadline deadline;
  private final CompletableFuture<Decision> result = new CompletableFuture<>();

  // Guarded by this.
  private final List<ClientCall<?, ?>> calls = new ArrayList<>(1);
  private int sent;
  private int ended;
  private boolean settled;

  DecideCall(Decisions home, DecisionRequest request, Callbacks deliverOn) {
    this.home = home;
    this.request = request;
    this.deliverOn = deliverOn;
    id = Decisions.id(request);
    wire = DecisionWire.request(request, id);
    Duration own = request.deadline();
    long nanos = (own == null ? home.settings.deadline() : own).toNanos();
    deadline = Deadline.after(nanos, TimeUnit.NANOSECONDS);
    home.begin();
  }

  CompletableFuture<Decision> result() {
    return result;
  }

  void start() {
    var unused = result.whenComplete((decision, failure) -> callerSettled());
    send();
    Duration hedgeAfter = home.settings.hedgeAfter();
    if (hedgeAfter != null) {
      home.later(this::hedge, hedgeAfter.toNanos());
    }
  }

  private void hedge() {
    if (mayStillAsk()) {
      home.tally.retries.increment();
      send();
    }
  }

  private synchronized boolean mayStillAsk() {
    return !settled && sent < home.settings.mostCalls() && !deadline.isExpired();
  }

  private void send() {
    synchronized (this) {
      sent++;
    }
    ClientCall<?, ?> call =
        home.endpoints.send(DecisionServiceGrpc.getDecideMethod(), deadline, wire, this);
    boolean late;
    synchronized (this) {
      calls.add(call);
      late = settled;
    }
    if (late) {
      call.cancel("settled", null);
    }
  }

  @Override
  public void answered(DecideResponse answer) {
    if (settle()) {
      cancelOthers();
      deliver(DecisionWire.decision(request.campaign(), answer));
    }
  }

  @Override
  public void failed(Problem problem) {
    if (problem.code() == ErrorCode.UNAVAILABLE && mayStillAsk()) {
      synchronized (this) {
        ended++;
      }
      home.tally.retries.increment();
      send();
    } else if (lastToFail() && settle()) {
      giveUp(problem);
    }
  }

  private synchronized boolean lastToFail() {
    return ++ended >= sent;
  }

  private void giveUp(Problem problem) {
    boolean asked = asked();
    end(() -> home.unanswered.end(request, id, problem, asked, result));
  }

  private synchronized boolean asked() {
    return sent > 0;
  }

  private void deliver(Decision decision) {
    end(
        () -> {
          if (!result.complete(decision)) {
            home.unanswered.unseen(decision);
          }
        });
  }

  private void end(Runnable completion) {
    deliverOn.run(
        () -> {
          completion.run();
          home.end();
        });
  }

  private void callerSettled() {
    if (settle()) {
      cancel();
      home.unanswered.unseen(request, id);
      home.end();
    }
  }

  /** The first to call this settles. */
  private synchronized boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  private void cancelOthers() {
    boolean several;
    synchronized (this) {
      several = sent > 1;
    }
    if (several) {
      cancel();
    }
  }

  /** Cancels what is under way; what has ended takes no notice. */
  private void cancel() {
    List<ClientCall<?, ?>> open;
    synchronized (this) {
      open = List.copyOf(calls);
    }
    open.forEach(call -> call.cancel("settled", null));
  }
}

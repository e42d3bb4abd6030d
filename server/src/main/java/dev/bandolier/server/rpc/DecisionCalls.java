package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecideOutcome.Refused;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.GetDecisionResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code DecisionService}. How a call ends decides whether its decisions count as answered: closed
 * cleanly they do, cancelled they do not. Where decisions are synced to disk before they are answered,
 * the answers are written by the pool, and nobody waits for the sync.
 */
final class DecisionCalls extends DecisionServiceImplBase {

  private static final int MAX_ITEMS = 10_000;

  private final Rooms rooms;
  private final Executor pool;
  private final RpcListener listener;

  DecisionCalls(Rooms rooms, Executor pool, RpcListener listener) {
    this.rooms = rooms;
    this.pool = pool;
    this.listener = listener;
  }

  /** {@code Decide}, as {@link DecideMethods} gives its answer. */
  void decideOne(DecideRequest request, StreamObserver<ByteString> observer) {
    if (Context.current().isCancelled()) {
      return;
    }
    DecideOutcome outcome = rooms.decider().decide(request);
    if (outcome instanceof Decided decided) {
      Decided kept = decided.withoutAnswer();
      onEnd(
          (ServerCallStreamObserver<?>) observer,
          () -> rooms.decider().answered(kept),
          () -> rooms.decider().unanswered(kept));
      answer(decided, decided.answer(), observer);
    } else {
      observer.onError(Statuses.exception(((Refused) outcome).refusal()));
    }
  }

  /** {@code DecideBatch}, as {@link DecideMethods} takes and gives it. */
  void decideBatch(BatchRequest request, StreamObserver<ByteString> observer) {
    if (request.size() == 0 || request.size() > MAX_ITEMS) {
      Violation violation = new Violation("items", "1 to " + MAX_ITEMS);
      observer.onError(Statuses.exception(Refusal.invalid(List.of(violation))));
      return;
    }
    Batch batch = new Batch(request, rooms.decider());
    onEnd((ServerCallStreamObserver<?>) observer, batch::answered, batch::unanswered);
    try {
      if (batch.decide(Context.current()::isCancelled)) {
        answer(batch.last(), batch.answer(), observer);
      } else {
        observer.onError(cancelled());
      }
    } catch (InvalidProtocolBufferException malformed) {
      batch.unanswered();
      observer.onError(malformed(malformed));
    }
  }

  /** {@code DecideStream}, as {@link DecideMethods} gives its answers. */
  StreamObserver<DecideStreamRequest> decideEach(StreamObserver<ByteString> observer) {
    return new DecideStream(
        rooms.decider(), pool, (ServerCallStreamObserver<ByteString>) observer, listener);
  }

  @Override
  public void getDecision(
      GetDecisionRequest request, StreamObserver<GetDecisionResponse> observer) {
    DecideOutcome found = rooms.decider().get(request);
    if (found instanceof Decided decided) {
      observer.onNext(
          Decisions.described(
              decided, rooms.management().get(request.getCampaign()), rooms.settlements()));
      observer.onCompleted();
    } else {
      observer.onError(Statuses.exception(((Refused) found).refusal()));
    }
  }

  /** Answers when the last of the decisions is as safe as wanted, which mostly it is. */
  private void answer(
      @Nullable Decided last, ByteString answer, StreamObserver<ByteString> observer) {
    CompletableFuture<?> kept = last == null ? null : rooms.decider().whenKept(last);
    if (kept == null || kept.isDone() && !kept.isCompletedExceptionally()) {
      observer.onNext(answer);
      observer.onCompleted();
    } else {
      CompletionStage<?> later = kept;
      later
          .whenCompleteAsync((done, failure) -> answer(failure, answer, observer), pool)
          .whenComplete((done, failure) -> note(failure));
    }
  }

  private static void answer(
      @Nullable Throwable failure, ByteString answer, StreamObserver<ByteString> observer) {
    if (failure == null) {
      observer.onNext(answer);
      observer.onCompleted();
    } else {
      observer.onError(Statuses.notOnDisk());
    }
  }

  private void note(@Nullable Throwable failure) {
    if (failure != null) {
      listener.failed("DecisionService", failure);
    }
  }

  private static void onEnd(ServerCallStreamObserver<?> call, Runnable closed, Runnable cancelled) {
    call.setOnCloseHandler(closed);
    call.setOnCancelHandler(cancelled);
  }

  private static RuntimeException cancelled() {
    return Status.CANCELLED
        .withDescription("the caller has given up; what was decided stays decided")
        .asRuntimeException();
  }

  private static RuntimeException malformed(InvalidProtocolBufferException cause) {
    return Status.INTERNAL
        .withDescription("an item is no message; what was decided before it is censored")
        .withCause(cause)
        .asRuntimeException();
  }
}

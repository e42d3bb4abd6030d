package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One stream of questions, answered in their order. The next is read when the answers so far have been
 * taken by the transport, so a caller who does not read is not read from; where decisions are synced to
 * disk before they are answered, up to {@link #WINDOW} wait for that together. A decision counts as
 * answered once its answer was handed over while the stream was alive.
 *
 * <p>gRPC and the pool's threads take turns under this object's lock, which is never held while anything
 * blocks.
 */
final class DecideStream implements StreamObserver<DecideStreamRequest> {

  /** How many decisions may wait for the disk. */
  static final int WINDOW = 256;

  /** How many bytes of answers may wait before no further request is asked for. */
  static final long WINDOW_BYTES = 1 << 20;

  private static final CompletableFuture<?> KEPT = CompletableFuture.completedFuture(null);

  private record Answer(DecideOutcome outcome, CompletableFuture<?> kept) {

    int bytes() {
      return outcome instanceof Decided decided ? decided.answer().size() : 0;
    }
  }

  private final Decider decider;
  private final Executor pool;
  private final ServerCallStreamObserver<ByteString> call;
  private final RpcListener listener;
  private final Queue<Answer> waiting = new ArrayDeque<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private long waitingBytes;
  private boolean asked;
  private boolean halfClosed;
  private boolean over;

  DecideStream(
      Decider decider,
      Executor pool,
      ServerCallStreamObserver<ByteString> call,
      RpcListener listener) {
    this.decider = decider;
    this.pool = pool;
    this.call = call;
    this.listener = listener;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::drain);
    call.setOnCancelHandler(this::end);
    asked = true;
    call.request(1);
  }

  @Override
  public synchronized void onNext(DecideStreamRequest message) {
    asked = false;
    DecideOutcome outcome = decider.decide(message.getRequest());
    CompletableFuture<?> kept =
        outcome instanceof Decided decided ? decider.whenKept(decided) : KEPT;
    Answer answer = new Answer(outcome, kept);
    waiting.add(answer);
    waitingBytes += answer.bytes();
    if (kept.isDone()) {
      drain();
    } else {
      CompletionStage<?> later = kept;
      later.whenComplete((done, failure) -> wake());
      ask();
    }
  }

  @Override
  public void onError(Throwable gone) {
    end();
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    drain();
  }

  /** Lets the pool drain, once however many were kept by one sync. */
  private void wake() {
    if (draining.compareAndSet(false, true)) {
      pool.execute(
          () -> {
            draining.set(false);
            drain();
          });
    }
  }

  private synchronized void drain() {
    Answer next = waiting.peek();
    while (next != null && next.kept.isDone() && !over && call.isReady()) {
      waiting.remove();
      waitingBytes -= next.bytes();
      send(next);
      next = waiting.peek();
    }
    if (halfClosed && waiting.isEmpty() && !over) {
      over = true;
      call.onCompleted();
    }
    ask();
  }

  private void send(Answer answer) {
    if (answer.kept.isCompletedExceptionally()) {
      over = true;
      CompletionStage<?> failed = answer.kept;
      failed.whenComplete((done, failure) -> note(failure));
      call.onError(Statuses.notOnDisk());
      return;
    }
    call.onNext(ResultBytes.of(DecideStreamResponse.RESULT_FIELD_NUMBER, answer.outcome));
    if (answer.outcome instanceof Decided decided) {
      if (call.isCancelled()) {
        decider.unanswered(decided);
      } else {
        decider.answered(decided);
      }
    }
  }

  private void note(@Nullable Throwable failure) {
    if (failure != null) {
      listener.failed("DecisionService/DecideStream", failure);
    }
  }

  private void ask() {
    boolean room = waiting.size() < WINDOW && waitingBytes < WINDOW_BYTES;
    if (!asked && !over && !halfClosed && room && call.isReady()) {
      asked = true;
      call.request(1);
    }
  }

  private synchronized void end() {
    over = true;
    for (Answer answer : waiting) {
      if (answer.outcome instanceof Decided decided) {
        decider.unanswered(decided);
      }
    }
    waiting.clear();
  }
}

package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.Receipt;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.ReportStreamRequest;
import dev.bandolier.v1.ReportStreamResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One stream of outcomes: one acknowledgement each, in their order. At most {@link #WINDOW} of them
 * are under way or asked for; there is room for another when an acknowledgement has been taken by the
 * transport. Many are asked for at once, since each time costs a turn of the event loop's. While learning is too far
 * behind nothing more is asked for; what comes of what was asked for before is taken.
 *
 * <p>gRPC and the pool's threads take turns under this object's lock, which is never held while anything blocks.
 */
final class ReportStream implements StreamObserver<ReportStreamRequest> {

  /** How many outcomes may be under way. */
  static final int WINDOW = 1024;

  private static final int ASK_AT_LEAST = WINDOW / 4;

  private final Feedback feedback;
  private final Executor pool;
  private final ServerCallStreamObserver<ReportStreamResponse> call;
  private final RpcListener listener;
  private final Queue<CompletableFuture<Acknowledgement>> underWay = new ArrayDeque<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private @Nullable CompletableFuture<?> awaited;
  private int asked;
  private boolean halfClosed;
  private boolean over;

  ReportStream(
      Feedback feedback,
      Executor pool,
      ServerCallStreamObserver<ReportStreamResponse> call,
      RpcListener listener) {
    this.feedback = feedback;
    this.pool = pool;
    this.call = call;
    this.listener = listener;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::drain);
    call.setOnCancelHandler(this::end);
    begin();
  }

  private synchronized void begin() {
    ask();
  }

  @Override
  public synchronized void onNext(ReportStreamRequest message) {
    asked--;
    CompletableFuture<Acknowledgement> acknowledgement = take(message);
    underWay.add(acknowledgement);
    CompletionStage<Acknowledgement> known = acknowledgement;
    known.whenComplete((done, failure) -> wake());
    ask();
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

  private CompletableFuture<Acknowledgement> take(ReportStreamRequest message) {
    Refusal refusal = check(message);
    if (refusal != null) {
      return CompletableFuture.completedFuture(
          Receipts.message(new Receipt(Fate.FATE_INVALID, 0, refusal)));
    }
    if (!message.hasOutcome()) {
      return feedback.complete(message.getWatermark()).thenApply(Receipts::message);
    }
    CompletableFuture<Receipt> receipt =
        feedback.report(message.getOutcome(), message.getAcknowledgeWhen());
    return message.hasWatermark()
        ? receipt
            .thenCombine(feedback.complete(message.getWatermark()), (outcome, mark) -> outcome)
            .thenApply(Receipts::message)
        : receipt.thenApply(Receipts::message);
  }

  private @Nullable Refusal check(ReportStreamRequest message) {
    if (!message.hasOutcome() && !message.hasWatermark()) {
      return Refusal.invalid(
          List.of(new Violation("outcome", "required where there is no watermark")));
    }
    if (message.getAcknowledgeWhen() == AcknowledgeWhen.UNRECOGNIZED) {
      return Refusal.invalid(List.of(new Violation("acknowledge_when", "FOLDED or RECORDED")));
    }
    return message.hasWatermark()
        ? feedback.check(List.of(message.getWatermark()), "watermark")
        : null;
  }

  /** Lets the pool drain, once however many have completed. */
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
    CompletableFuture<Acknowledgement> next = underWay.peek();
    while (next != null && next.isDone() && !over && call.isReady()) {
      underWay.remove();
      send(next);
      next = underWay.peek();
    }
    if (halfClosed && underWay.isEmpty() && !over) {
      over = true;
      call.onCompleted();
    }
    ask();
  }

  private void send(CompletableFuture<Acknowledgement> done) {
    try {
      call.onNext(ReportStreamResponse.newBuilder().setAcknowledgement(done.join()).build());
    } catch (CompletionException failure) {
      over = true;
      listener.failed("FeedbackService/ReportStream", failure);
      call.onError(Status.INTERNAL.withDescription("see the server's log").asException());
    }
  }

  private void ask() {
    int room = WINDOW - underWay.size() - asked;
    if (room >= ASK_AT_LEAST && !over && !halfClosed && learningKeepsUp()) {
      asked += room;
      call.request(room);
    }
  }

  /** Whether learning keeps up; where not, the stream is woken once it does, if it is still there. */
  private boolean learningKeepsUp() {
    CompletableFuture<?> caughtUp = feedback.whenCaughtUp();
    if (!caughtUp.isDone() && caughtUp != awaited) {
      awaited = caughtUp;
      CompletionStage<?> later = caughtUp;
      WeakReference<ReportStream> self = new WeakReference<>(this);
      later.whenComplete((done, failure) -> wake(self.get()));
    }
    return caughtUp.isDone();
  }

  private static void wake(@Nullable ReportStream stream) {
    if (stream != null) {
      stream.wake();
    }
  }

  private synchronized void end() {
    over = true;
    underWay.clear();
  }
}

package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.Receipt;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.ActivateRequest;
import dev.bandolier.v1.ActivateResponse;
import dev.bandolier.v1.CensorRequest;
import dev.bandolier.v1.CensorResponse;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.FeedbackServiceGrpc.FeedbackServiceImplBase;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import dev.bandolier.v1.ReportStreamRequest;
import dev.bandolier.v1.ReportStreamResponse;
import dev.bandolier.v1.RetractRequest;
import dev.bandolier.v1.RetractResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code FeedbackService}. Handlers return once the facts are appended; answers are written by the
 * pool when their fates are known.
 */
final class FeedbackCalls extends FeedbackServiceImplBase {

  private static final int MAX_ITEMS = 1000;

  private final Feedback feedback;
  private final Executor pool;
  private final RpcListener listener;

  FeedbackCalls(Feedback feedback, Executor pool, RpcListener listener) {
    this.feedback = feedback;
    this.pool = pool;
    this.listener = listener;
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> observer) {
    List<FeedWatermark> watermarks = request.getWatermarksList();
    Refusal refusal = feedback.check(watermarks, "watermarks");
    if (refusal != null) {
      observer.onError(Statuses.exception(refusal));
      return;
    }
    boolean onlyWatermarks = request.getOutcomesCount() == 0 && !watermarks.isEmpty();
    if (onlyWatermarks) {
      complete(watermarks, observer);
      return;
    }
    CompletableFuture<List<Receipt>> receipts =
        take(
            "outcomes",
            request.getOutcomesList(),
            request.getAcknowledgeWhen(),
            feedback::report,
            observer);
    if (receipts != null) {
      answer(
          receipts.thenCombine(watermarks(watermarks), (all, done) -> all),
          all -> ReportResponse.newBuilder().addAllAcknowledgements(all).build(),
          observer);
    }
  }

  private void complete(List<FeedWatermark> watermarks, StreamObserver<ReportResponse> observer) {
    if (keepsUp(observer)) {
      answer(watermarks(watermarks), all -> ReportResponse.getDefaultInstance(), observer);
    }
  }

  @Override
  public StreamObserver<ReportStreamRequest> reportStream(
      StreamObserver<ReportStreamResponse> observer) {
    return new ReportStream(
        feedback, pool, (ServerCallStreamObserver<ReportStreamResponse>) observer, listener);
  }

  @Override
  public void activate(ActivateRequest request, StreamObserver<ActivateResponse> observer) {
    answer(
        take(
            "activations",
            request.getActivationsList(),
            request.getAcknowledgeWhen(),
            feedback::activate,
            observer),
        all -> ActivateResponse.newBuilder().addAllAcknowledgements(all).build(),
        observer);
  }

  @Override
  public void censor(CensorRequest request, StreamObserver<CensorResponse> observer) {
    answer(
        take(
            "censorings",
            request.getCensoringsList(),
            request.getAcknowledgeWhen(),
            feedback::censor,
            observer),
        all -> CensorResponse.newBuilder().addAllAcknowledgements(all).build(),
        observer);
  }

  @Override
  public void retract(RetractRequest request, StreamObserver<RetractResponse> observer) {
    answer(
        take(
            "retractions",
            request.getRetractionsList(),
            request.getAcknowledgeWhen(),
            feedback::retract,
            observer),
        all -> RetractResponse.newBuilder().addAllAcknowledgements(all).build(),
        observer);
  }

  /** Takes the items, or fails the call for its envelope and returns null. */
  private <T> @Nullable CompletableFuture<List<Receipt>> take(
      String field,
      List<T> items,
      AcknowledgeWhen when,
      BiFunction<T, AcknowledgeWhen, CompletableFuture<Receipt>> taking,
      StreamObserver<?> observer) {
    if (items.isEmpty() || items.size() > MAX_ITEMS) {
      fail(observer, new Violation(field, "1 to " + MAX_ITEMS));
      return null;
    }
    if (when == AcknowledgeWhen.UNRECOGNIZED) {
      fail(observer, new Violation("acknowledge_when", "FOLDED or RECORDED"));
      return null;
    }
    if (!keepsUp(observer)) {
      return null;
    }
    return Receipts.all(items.stream().map(item -> taking.apply(item, when)).toList());
  }

  /** Whether learning keeps up with what is recorded; else fails the call, of which nothing is taken. */
  private boolean keepsUp(StreamObserver<?> observer) {
    Refusal behind = feedback.behind();
    if (behind != null) {
      observer.onError(Statuses.exception(behind));
    }
    return behind == null;
  }

  private CompletableFuture<List<Receipt>> watermarks(List<FeedWatermark> watermarks) {
    return Receipts.all(watermarks.stream().map(feedback::complete).toList());
  }

  private <A> void answer(
      @Nullable CompletableFuture<List<Receipt>> receipts,
      Function<List<Acknowledgement>, A> message,
      StreamObserver<A> observer) {
    if (receipts != null) {
      CompletionStage<List<Receipt>> known = receipts;
      known
          .whenCompleteAsync((all, failure) -> send(all, failure, message, observer), pool)
          .whenComplete((all, failure) -> noteBug(failure));
    }
  }

  private <A> void send(
      List<Receipt> receipts,
      @Nullable Throwable failure,
      Function<List<Acknowledgement>, A> message,
      StreamObserver<A> observer) {
    if (((ServerCallStreamObserver<A>) observer).isCancelled()) {
      return;
    }
    if (failure != null) {
      observer.onError(Status.INTERNAL.withDescription("see the server's log").asException());
      return;
    }
    Refusal refusal = Receipts.common(receipts);
    if (refusal != null) {
      observer.onError(Statuses.exception(refusal));
      return;
    }
    observer.onNext(message.apply(receipts.stream().map(Receipts::message).toList()));
    observer.onCompleted();
  }

  /** Either the fate could not be told, or the answer could not be written. */
  private void noteBug(@Nullable Throwable failure) {
    if (failure != null) {
      listener.failed("FeedbackService", failure);
    }
  }

  private static void fail(StreamObserver<?> observer, Violation violation) {
    observer.onError(Statuses.exception(Refusal.invalid(List.of(violation))));
  }
}

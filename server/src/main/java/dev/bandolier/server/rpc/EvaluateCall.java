package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.Orders;
import dev.bandolier.v1.EvaluateProgress;
import dev.bandolier.v1.EvaluateRequest;
import dev.bandolier.v1.EvaluateResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/**
 * Answers {@code Evaluate}, one call at a time: the thread of the call is kept until the answer is there, and tells how far it is where the
 * transport takes it.
 */
final class EvaluateCall {

  private static final long EVERY_NANOS = 500_000_000;

  private final Evaluations evaluations;
  private final Semaphore turn = new Semaphore(1);

  EvaluateCall(Evaluations evaluations) {
    this.evaluations = evaluations;
  }

  void answer(EvaluateRequest request, ServerCallStreamObserver<EvaluateResponse> call) {
    if (!turn.tryAcquire()) {
      call.onError(
          Statuses.exception(
              Refusal.of(
                  Refusal.Reason.OVERLOADED, "another evaluation is under way: try again later")));
      return;
    }
    try {
      evaluate(request, call);
    } finally {
      turn.release();
    }
  }

  private void evaluate(EvaluateRequest request, ServerCallStreamObserver<EvaluateResponse> call) {
    try {
      Telling telling = new Telling(call, Context.current());
      EvaluateResponse found =
          EvaluationMessages.of(evaluations.answer(Orders.of(request), telling));
      call.onNext(found);
      call.onCompleted();
    } catch (EvaluationException e) {
      call.onError(Statuses.exception(e.refusal()));
    } catch (CancellationException e) {
      call.onError(Status.CANCELLED.withDescription(e.getMessage()).asException());
    } catch (IOException e) {
      call.onError(
          Status.UNAVAILABLE
              .withDescription("the journal cannot be folded: " + e.getMessage())
              .withCause(e)
              .asException());
    }
  }

  /** Tells how far it is, twice a second at most. */
  private static final class Telling implements Evaluations.Progress {

    private final ServerCallStreamObserver<EvaluateResponse> call;
    private final Context context;
    private long last = System.nanoTime();

    Telling(ServerCallStreamObserver<EvaluateResponse> call, Context context) {
      this.call = call;
      this.context = context;
    }

    @Override
    public boolean at(String stage, long done, long of) {
      long now = System.nanoTime();
      if (context.isCancelled()) {
        return false;
      }
      if (now - last >= EVERY_NANOS && call.isReady()) {
        last = now;
        call.onNext(
            EvaluateResponse.newBuilder()
                .setProgress(
                    EvaluateProgress.newBuilder().setStage(stage).setDone(done).setTotal(of))
                .build());
      }
      return true;
    }
  }
}

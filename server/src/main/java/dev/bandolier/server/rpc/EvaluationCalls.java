package dev.bandolier.server.rpc;

import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.explain.Explanations;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.v1.EvaluationServiceGrpc.EvaluationServiceImplBase;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import dev.bandolier.v1.GetPosteriorRequest;
import dev.bandolier.v1.GetPosteriorResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** {@code EvaluationService}. Its calls take long; they run on a pool of their own. */
final class EvaluationCalls extends EvaluationServiceImplBase {

  private final Explanations explanations;
  private final PosteriorReader posteriors;

  EvaluationCalls(Explanations explanations, PosteriorReader posteriors) {
    this.explanations = explanations;
    this.posteriors = posteriors;
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
    Context context = Context.current();
    try {
      answer(explanations.explain(request, context::isCancelled), observer);
    } catch (CancellationException e) {
      observer.onError(Status.CANCELLED.withDescription(e.getMessage()).asException());
    } catch (IOException e) {
      observer.onError(
          Status.UNAVAILABLE
              .withDescription("the journal cannot be folded: " + e.getMessage())
              .withCause(e)
              .asException());
    }
  }

  @Override
  public void getPosterior(
      GetPosteriorRequest request, StreamObserver<GetPosteriorResponse> observer) {
    answer(posteriors.read(request), observer);
  }

  private static <T> void answer(ExplainOutcome<T> outcome, StreamObserver<T> observer) {
    if (outcome instanceof Done<T> done) {
      observer.onNext(done.value());
      observer.onCompleted();
    } else {
      observer.onError(Statuses.exception(((Refused<T>) outcome).refusal()));
    }
  }
}

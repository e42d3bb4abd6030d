package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.candidate.CandidateReports;
import dev.bandolier.server.evaluate.Imports;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.explain.Explanations;
import dev.bandolier.server.explain.Lifts;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.server.manage.Management;
import dev.bandolier.v1.EvaluateRequest;
import dev.bandolier.v1.EvaluateResponse;
import dev.bandolier.v1.EvaluationServiceGrpc.EvaluationServiceImplBase;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import dev.bandolier.v1.GetCandidatesRequest;
import dev.bandolier.v1.GetCandidatesResponse;
import dev.bandolier.v1.GetLiftRequest;
import dev.bandolier.v1.GetLiftResponse;
import dev.bandolier.v1.GetPosteriorRequest;
import dev.bandolier.v1.GetPosteriorResponse;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportDecisionsResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** {@code EvaluationService}. Its calls take long; they run on a pool of their own. */
final class EvaluationCalls extends EvaluationServiceImplBase {

  private final Explanations explanations;
  private final PosteriorReader posteriors;
  private final Lifts lifts;
  private final EvaluateCall evaluate;
  private final Imports imports;
  private final Management management;
  private final CandidateReports contests;

  EvaluationCalls(Rooms rooms) {
    this.explanations = rooms.explanations();
    this.posteriors = rooms.posteriors();
    this.lifts = rooms.lifts();
    this.evaluate = new EvaluateCall(rooms.evaluations());
    this.imports = rooms.imports();
    this.management = rooms.management();
    this.contests = rooms.contests();
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
    answer(cancelled -> explanations.explain(request, cancelled), observer);
  }

  @Override
  public void getLift(GetLiftRequest request, StreamObserver<GetLiftResponse> observer) {
    answer(cancelled -> lifts.lift(request, cancelled), observer);
  }

  /** Work that folds the journal. */
  @FunctionalInterface
  private interface Folding<T> {
    ExplainOutcome<T> run(BooleanSupplier cancelled) throws IOException;
  }

  private static <T> void answer(Folding<T> folding, StreamObserver<T> observer) {
    Context context = Context.current();
    try {
      answer(folding.run(context::isCancelled), observer);
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

  @Override
  public void getCandidates(
      GetCandidatesRequest request, StreamObserver<GetCandidatesResponse> observer) {
    Campaign campaign = management.get(request.getCampaign());
    answer(
        campaign == null
            ? ExplainOutcome.refused(
                Refusal.Reason.CAMPAIGN_NOT_FOUND,
                "there is no campaign '" + request.getCampaign() + "'")
            : new Done<>(contests.of(campaign)),
        observer);
  }

  @Override
  public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
    evaluate.answer(request, (ServerCallStreamObserver<EvaluateResponse>) observer);
  }

  @Override
  public StreamObserver<ImportDecisionsRequest> importDecisions(
      StreamObserver<ImportDecisionsResponse> observer) {
    return new ImportDecisionsStream(imports.begin(), observer);
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

package dev.bandolier.client;

import dev.bandolier.v1.EvaluateProgress;
import dev.bandolier.v1.EvaluateResponse;
import dev.bandolier.v1.EvaluationServiceGrpc;
import dev.bandolier.v1.GetCandidatesRequest;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportDecisionsResponse;
import io.grpc.Context;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;

/**
 * Asks what other policies would have earned, and imports decisions that were made elsewhere. All methods block, may be
 * called from any thread, and throw {@link BandolierException} where the server refuses or cannot be reached; nothing is
 * tried again.
 */
public final class Evaluations {
  private static final int BATCH = 500;

  private final AdminCalls calls;

  Evaluations(AdminCalls calls) {
    this.calls = calls;
  }

  /** Hears how far an evaluation is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * So much is done.
     *
     * @param stage what is being done, such as {@code folding}
     * @return whether to go on; else the evaluation is cancelled
     */
    boolean at(String stage, long done, long total);
  }

  /**
   * Evaluates. The server folds its journal for that, one evaluation at a time.
   *
   * @param progress heard on the caller's thread
   * @param patience how long that may take
   */
  public EvaluationResult evaluate(EvaluationQuery query, Progress progress, Duration patience) {
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      Iterator<EvaluateResponse> answers =
          ClientCalls.blockingServerStreamingCall(
              calls.next(),
              EvaluationServiceGrpc.getEvaluateMethod(),
              AdminCalls.options(patience),
              EvaluationWire.request(query));
      return AdminCalls.refusing(() -> last(answers, progress, context));
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private static EvaluationResult last(
      Iterator<EvaluateResponse> answers, Progress progress, Context.CancellableContext context) {
    EvaluateResponse answer = EvaluateResponse.getDefaultInstance();
    while (!answer.hasEvaluation()) {
      answer = answers.next();
      EvaluateProgress now = answer.getProgress();
      if (answer.hasProgress() && !progress.at(now.getStage(), now.getDone(), now.getTotal())) {
        context.cancel(null);
      }
    }
    return EvaluationWire.result(answer.getEvaluation());
  }

  /** How a campaign's candidates do, and what its policy would gain without each arm; answered at once. */
  public CandidateReport candidates(String campaign) {
    return CandidateWire.report(
        calls.call(
            EvaluationServiceGrpc.getGetCandidatesMethod(),
            GetCandidatesRequest.newBuilder().setCampaign(campaign).build()));
  }

  /** Imports decisions without an id: importing them twice counts them twice. */
  public DecisionImport importDecisions(
      String campaign,
      Iterator<LoggedDecision> decisions,
      double weight,
      double maxWeight,
      Duration patience) {
    return importDecisions(campaign, "", decisions, weight, maxWeight, patience);
  }

  /**
   * Imports decisions that were made elsewhere, for evaluation and, with a weight, to learn from. Under an id an import counts once: one that was
   * cut off is simply sent again, from its first decision on, and one that came to its end is left as it is.
   *
   * @param id the import's own, unique in its campaign, at most 40 bytes of UTF-8; empty: none
   * @param decisions in the order of their times; taken as fast as the server takes them
   * @param weight how much each teaches, 0 to 1; 0: they are for evaluation only
   * @param maxWeight how much all of them together may teach a slot
   * @param patience how long that may take
   */
  public DecisionImport importDecisions(
      String campaign,
      String id,
      Iterator<LoggedDecision> decisions,
      double weight,
      double maxWeight,
      Duration patience) {
    try (Upload<ImportDecisionsRequest, ImportDecisionsResponse> upload =
        Upload.open(calls.next(), EvaluationServiceGrpc.getImportDecisionsMethod(), patience)) {
      ImportDecisionsRequest.Builder part =
          ImportDecisionsRequest.newBuilder()
              .setCampaign(campaign)
              .setImportId(id)
              .setWeight(weight)
              .setMaxWeight(maxWeight);
      do {
        for (int i = 0; i < BATCH && decisions.hasNext(); i++) {
          part.addDecisions(EvaluationWire.decision(decisions.next()));
        }
        upload.send(part.build());
        part.clear();
      } while (decisions.hasNext());
      ImportDecisionsResponse answer = upload.finish();
      return new DecisionImport(
          answer.getDecisions(),
          answer.getTaught(),
          answer.getAlreadyImported(),
          answer.getRecordedBefore());
    }
  }
}

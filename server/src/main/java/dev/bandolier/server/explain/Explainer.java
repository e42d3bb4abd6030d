package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.WorkFolder;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Explains decisions of a server that runs: folds its journal beside what is served, in a directory of
 * its own, one at a time. Takes nothing from the learner's thread; any other thread may call, and is
 * kept until the answer is there.
 */
public final class Explainer implements Explanations {

  private static final int MAX_CONTRIBUTIONS = 1000;

  private final ReplaySource source;
  private final ServedCampaigns campaigns;
  private final Decider decider;
  private final Semaphore folds;

  /**
   * Explains from a server's own files.
   *
   * @param campaigns which campaigns there are
   * @param decider remembers where late decisions stand
   * @param folds one permit, for which all ask that fold the journal: each takes as much memory and disk as the store
   */
  public Explainer(
      ReplaySource source, ServedCampaigns campaigns, Decider decider, Semaphore folds) {
    this.source = source;
    this.campaigns = campaigns;
    this.decider = decider;
    this.folds = folds;
  }

  /**
   * Makes the directory that it works in, and deletes what a killed process left there.
   *
   * @return the directory
   */
  public static Path prepare(Path work) throws IOException {
    Files.createDirectories(work);
    WorkFolder.deleteLeftovers(work, WorkFolder.REPLAY);
    return work;
  }

  @Override
  public ExplainOutcome<ExplainResponse> explain(ExplainRequest request, BooleanSupplier cancelled)
      throws IOException {
    if (!isValid(request)) {
      return invalid();
    }
    Served served = campaigns.find(request.getCampaign());
    if (served == null) {
      return ExplainOutcome.refused(
          Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + request.getCampaign() + "'");
    }
    if (!folds.tryAcquire()) {
      return ExplainOutcome.refused(
          Reason.OVERLOADED, "the journal is being folded for another question: try again later");
    }
    try {
      return new Inquiry(
              source, request, served.campaign().uid(), (position, facts) -> {}, cancelled)
          .run(decider.position(served.campaign(), request.getDecisionId()));
    } finally {
      folds.release();
    }
  }

  /**
   * Explains a decision of whatever campaign, from files alone.
   *
   * @param progress hears how far it is
   * @param cancelled whether the answer is not wanted any more
   * @throws java.util.concurrent.CancellationException if it is not
   */
  public static ExplainOutcome<ExplainResponse> explain(
      ReplaySource source,
      ExplainRequest request,
      Replay.Progress progress,
      BooleanSupplier cancelled)
      throws IOException {
    return isValid(request)
        ? new Inquiry(source, request, FactSearch.ANY, progress, cancelled).run(0)
        : invalid();
  }

  private static boolean isValid(ExplainRequest request) {
    return request.getMaxContributions() >= 0 && request.getMaxContributions() <= MAX_CONTRIBUTIONS;
  }

  private static ExplainOutcome<ExplainResponse> invalid() {
    return new ExplainOutcome.Refused<>(
        Refusal.invalid(List.of(new Violation("max_contributions", "0 to " + MAX_CONTRIBUTIONS))));
  }
}

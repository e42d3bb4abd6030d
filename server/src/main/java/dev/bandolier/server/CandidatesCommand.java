package dev.bandolier.server;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.candidate.Follower;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.ArmValue;
import dev.bandolier.v1.CandidateValue;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells how a campaign's candidates do. */
@Command(
    name = "candidates",
    description = {
      "Folds the journal beside the store, and tells what a campaign's candidates would have earned more than what served, and what the policy"
          + " would have earned more without each arm, by intervals that hold however often one looks.",
      "The data directory is only read, and may be in use by a server. Ctrl-C ends it.",
      "Exit code: 0 done, 2 it could not be done, 130 cancelled."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class CandidatesCommand implements Callable<Integer> {

  @Mixin private final FoldOptions files = new FoldOptions();

  @Mixin private final AnswerOptions answer = new AnswerOptions();

  @Mixin private final CampaignOption campaign = new CampaignOption();

  @Override
  public Integer call() {
    return answer.answer(
        files, (source, progress, stop) -> follow(source, stop), CandidatesCommand::show);
  }

  private ExplainOutcome<GetCandidatesResponse> follow(ReplaySource source, BooleanSupplier stop)
      throws IOException {
    try (Follower follower = Follower.begin(campaign.name(), source)) {
      follower.advance(() -> !stop.getAsBoolean());
      if (stop.getAsBoolean()) {
        throw new CancellationException("cancelled");
      }
      return follower.isKnown()
          ? new ExplainOutcome.Done<>(follower.report())
          : ExplainOutcome.refused(Refusal.Reason.CAMPAIGN_NOT_FOUND, follower.withoutOne());
    }
  }

  private static int show(PrintWriter out, GetCandidatesResponse found) {
    if (found.hasSince()) {
      out.println(
          "%s decisions, mean reward %s%s"
              .formatted(
                  ExactNumbers.grouped(found.getDecisions()),
                  ExactNumbers.brief(found.getServingMean()),
                  found.getWhole()
                      ? ""
                      : "; those from before the journal's beginning are missing"));
    } else {
      out.println("nothing is compared: no candidates and no conclusion, or another mode");
    }
    for (CandidateValue candidate : found.getCandidatesList()) {
      print(out, candidate.getCandidate(), candidate.getEvidence());
    }
    for (ArmValue arm : found.getArmsList()) {
      print(out, "without " + arm.getSlot() + "/" + arm.getArm(), arm.getEvidence());
    }
    out.println("left out  " + found.getLeftOutMap());
    return 0;
  }

  private static void print(PrintWriter out, String name, Evidence evidence) {
    out.println(
        "%-24s %s more, %s to %s, each end at %s %% at all times"
            .formatted(
                name,
                ExactNumbers.brief(evidence.getDifference()),
                ExactNumbers.brief(evidence.getLow()),
                ExactNumbers.brief(evidence.getHigh()),
                ExactNumbers.brief(100 * (1 - evidence.getError()))));
  }
}

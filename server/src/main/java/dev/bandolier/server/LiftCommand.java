package dev.bandolier.server;

import dev.bandolier.server.hindsight.LiftReport;
import dev.bandolier.v1.ArmChance;
import dev.bandolier.v1.BestArms;
import dev.bandolier.v1.GetLiftRequest;
import dev.bandolier.v1.GetLiftResponse;
import dev.bandolier.v1.GroupValue;
import dev.bandolier.v1.SampleRatio;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells whether a campaign's policy is winning. */
@Command(
    name = "lift",
    description = {
      "Folds the journal beside the store, and compares the policy's closed decisions with the holdout's, by intervals that hold"
          + " however often one looks; says which arm is probably best, and whether arms were shown as often as they should have been.",
      "The data directory is only read, and may be in use by a server. Ctrl-C ends it.",
      "Exit code: 0 done, 1 done, and arms were not shown as their probabilities say, 2 it could not be done, 130"
          + " cancelled."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class LiftCommand implements Callable<Integer> {

  static final int MISMATCH = 1;

  @Mixin private final FoldOptions files = new FoldOptions();

  @Mixin private final AnswerOptions answer = new AnswerOptions();

  @Mixin private final CampaignOption campaign = new CampaignOption();

  @Option(
      names = "--segment",
      paramLabel = "FEATURE",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A categorical feature: arms are compared for each of its values, too.")
  private String segment = "";

  @Override
  public Integer call() {
    return answer.answer(
        files,
        (source, progress, stop) ->
            new LiftReport(source, new Semaphore(1), progress).lift(request(), stop),
        LiftCommand::say);
  }

  private GetLiftRequest request() {
    return GetLiftRequest.newBuilder()
        .setCampaign(campaign.name())
        .setSegmentFeature(segment)
        .build();
  }

  private static int say(PrintWriter out, GetLiftResponse found) {
    print(out, "policy", found.getPolicy());
    print(out, "holdout", found.getHoldout());
    if (found.hasLift()) {
      out.println(
          "lift      %s, %s to %s with 95 %% at all times"
              .formatted(
                  ExactNumbers.brief(found.getLift()),
                  ExactNumbers.brief(found.getLiftLow()),
                  ExactNumbers.brief(found.getLiftHigh())));
    }
    out.println(
        "left out  default %d, censored or not known any more %d, untracked %d, later ones of a unit %d"
            .formatted(
                found.getDefaultDecisions(),
                found.getCensoredDecisions(),
                found.getUntrackedDecisions(),
                found.getRepeatedUnitDecisions()));
    found.getBestArmsList().forEach(best -> print(out, best));
    if (found.getBestArmsCount() == 0) {
      out.println(
          found.getSampleRatiosCount() == 0
              ? "best      not told: no decision counts yet; one is closed once its windows and the grace are over"
              : "best      not told: what arms share by their features (HYBRID_THOMPSON) is not in it");
    }
    for (SampleRatio ratio : found.getSampleRatiosList()) {
      if (ratio.getMismatch()) {
        out.println(
            "MISMATCH  %s/%s was shown %d times instead of %s"
                .formatted(
                    ratio.getSlot(),
                    ratio.getArm(),
                    ratio.getShown(),
                    ExactNumbers.brief(ratio.getExpected())));
      }
    }
    return found.getSampleRatioMismatch() ? MISMATCH : 0;
  }

  private static void print(PrintWriter out, String name, GroupValue value) {
    out.println(
        "%-9s %s decisions, mean %s, %s to %s"
            .formatted(
                name,
                ExactNumbers.grouped(value.getDecisions()),
                ExactNumbers.brief(value.getMean()),
                ExactNumbers.brief(value.getLow()),
                ExactNumbers.brief(value.getHigh())));
  }

  private static void print(PrintWriter out, BestArms best) {
    out.println(
        "best      slot %s%s, %s decisions"
            .formatted(
                best.getSlot(),
                best.getSegment().isEmpty() ? "" : " for " + best.getSegment(),
                ExactNumbers.grouped(best.getDecisions())));
    for (ArmChance arm : best.getArmsList()) {
      out.println(
          "    %12s  %s: %s ± %s"
              .formatted(
                  ExactNumbers.brief(arm.getProbability()),
                  arm.getArm(),
                  ExactNumbers.brief(arm.getEstimate()),
                  ExactNumbers.brief(arm.getWidth())));
    }
  }
}

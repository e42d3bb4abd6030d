package dev.bandolier.server;

import dev.bandolier.server.candidate.Follower;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.ArmValue;
import dev.bandolier.v1.CandidateValue;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--campaign",
      required = true,
      paramLabel = "NAME",
      description = "The campaign, as in campaigns/spring-mail; 'campaigns/' may be left out.")
  private String campaign = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Written with what was found.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String name = campaign.contains("/") ? campaign : "campaigns/" + campaign;
    try (StopSignal stop = StopSignal.install()) {
      return run(name, files.source(), stop);
    } catch (StartException | IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()), LiftCommand.FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), LiftCommand.FAILED);
    }
  }

  private int run(String name, ReplaySource source, StopSignal stop) throws IOException {
    try (Follower follower = Follower.begin(name, source)) {
      follower.advance(() -> !stop.isAsked());
      if (stop.isAsked()) {
        return fail("cancelled", LiftCommand.CANCELLED);
      }
      if (!follower.isKnown()) {
        return fail("the journal knows no campaign '" + name + "'", LiftCommand.FAILED);
      }
      GetCandidatesResponse found = follower.report();
      show(found);
      if (json != null) {
        JsonFile.write(json, ShortJson.tree(found));
      }
      return 0;
    }
  }

  private void show(GetCandidatesResponse found) {
    PrintWriter out = spec.commandLine().getOut();
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
    out.flush();
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

  private int fail(String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return code;
  }
}

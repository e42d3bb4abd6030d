package dev.bandolier.server;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.ShortNames;
import dev.bandolier.v1.ArmExplanation;
import dev.bandolier.v1.ExplainResponse;
import dev.bandolier.v1.NamedValue;
import dev.bandolier.v1.PartSettlement;
import dev.bandolier.v1.ReportedFact;
import dev.bandolier.v1.SlotExplanation;
import java.io.PrintWriter;
import java.time.Instant;

/** Says to a person why a decision fell as it did. */
final class ExplanationText {

  private final PrintWriter out;

  ExplanationText(PrintWriter out) {
    this.out = out;
  }

  void print(ExplainResponse answer) {
    out.println(
        "decision  %s of %s, %s"
            .formatted(answer.getDecisionId(), answer.getCampaign(), text(answer.getTime())));
    out.println(
        "model     version %s%s, revision %d, decided by %s"
            .formatted(
                ExactNumbers.grouped(answer.getModelVersion()),
                answer.getModelVersionExact() ? "" : " (of some arms: they moved while it read)",
                answer.getRevision(),
                ShortNames.of(answer.getSource().getValueDescriptor())));
    out.println(
        answer.getPmfReproduced()
            ? "pmf       reproduced bit for bit"
            : "pmf       NOT reproduced: what follows is only near what it read");
    answer.getSlotsList().forEach(this::print);
    if (answer.getHistoryCount() > 0) {
      out.println();
      answer.getHistoryList().forEach(this::print);
    }
    answer.getSettlementsList().forEach(this::print);
  }

  private void print(SlotExplanation slot) {
    out.println();
    out.println(
        "slot %s: %s, with probability %s"
            .formatted(
                slot.getSlot(),
                String.join(", ", slot.getChosenList()),
                slot.getPropensitiesList().stream()
                    .map(ExactNumbers::brief)
                    .reduce((one, next) -> one + ", " + next)
                    .orElse("")));
    if (!slot.getRunnerUp().isEmpty()) {
      out.println(
          "  runner-up %s: %s less probable, estimate %s lower"
              .formatted(
                  slot.getRunnerUp(),
                  ExactNumbers.brief(slot.getProbabilityGap()),
                  ExactNumbers.brief(slot.getEstimateGap())));
    }
    if (!slot.getScored()) {
      out.println("  not scored: nobody's estimate mattered");
    }
    slot.getArmsList().forEach(arm -> print(arm, slot.getScored()));
  }

  private void print(ArmExplanation arm, boolean scored) {
    out.println(
        "  arm %s: probability %s%s"
            .formatted(
                arm.getArm(),
                ExactNumbers.brief(arm.getProbability()),
                scored
                    ? ", estimate %s, width %s"
                        .formatted(
                            ExactNumbers.brief(arm.getEstimate()),
                            ExactNumbers.brief(arm.getWidth()))
                    : ""));
    for (NamedValue part : arm.getContributionsList()) {
      out.println("    %14s  %s".formatted(ExactNumbers.brief(part.getValue()), part.getName()));
    }
  }

  private void print(ReportedFact fact) {
    out.println(
        "%s  %s %s%s: %s"
            .formatted(
                text(fact.getTime()),
                ShortNames.of(fact.getKind().getValueDescriptor()),
                fact.getName(),
                fact.hasValue() ? " " + ExactNumbers.brief(fact.getValue()) : "",
                ShortNames.of(fact.getFate().getValueDescriptor())));
  }

  private void print(PartSettlement part) {
    out.println(
        "outcome   %s %d, arm %s: %s, reward %s"
            .formatted(
                part.getSlot(),
                part.getPosition(),
                part.getArm(),
                ShortNames.of(part.getState().getValueDescriptor()),
                ExactNumbers.brief(part.getReward())));
  }

  private static String text(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }
}

package dev.bandolier.client;

import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.GetCandidatesResponse;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is known of candidates, from its message. */
final class CandidateWire {
  private CandidateWire() {}

  static CandidateReport report(GetCandidatesResponse wire) {
    return new CandidateReport(
        wire.getCampaign(),
        wire.getRevision(),
        wire.getPosition(),
        wire.hasSince() ? Optional.of(Times.instant(wire.getSince())) : Optional.empty(),
        wire.getWhole(),
        wire.getDecisions(),
        optional(wire.hasServingMean(), wire.getServingMean()),
        wire.getLeftOutMap(),
        wire.getCandidatesList().stream()
            .map(each -> difference(each.getCandidate(), each.getEvidence()))
            .toList(),
        wire.getArmsList().stream()
            .map(each -> difference(each.getSlot() + "/" + each.getArm(), each.getEvidence()))
            .toList());
  }

  private static Difference difference(String name, Evidence wire) {
    return new Difference(
        name,
        wire.getDecisions(),
        optional(wire.hasDifference(), wire.getDifference()),
        wire.getLow(),
        wire.getHigh(),
        wire.getError());
  }

  private static OptionalDouble optional(boolean there, double value) {
    return there ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}

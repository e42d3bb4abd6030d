package dev.bandolier.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that was not real, named as it was reported.
 *
 * @param campaign the campaign's name
 * @param decisionId the decision's id
 * @param outcomeId the outcome's id; null: the outcome without an id that the next fields name
 * @param name the outcome's name
 * @param slot its slot, as it was reported
 * @param arm its arm, as it was reported
 * @param position its position, as it was reported
 * @param token the decision's token; null where it has none
 */
public record Retraction(
    String campaign,
    String decisionId,
    @Nullable String outcomeId,
    String name,
    @Nullable String slot,
    @Nullable String arm,
    @Nullable Integer position,
    @Nullable DecisionToken token) {
  /** Refuses nulls where a name is needed. */
  public Retraction {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(decisionId, "decisionId");
    Objects.requireNonNull(name, "name");
  }

  /** Takes back what was reported. */
  public static Retraction of(OutcomeReport report) {
    return new Retraction(
        report.campaign(),
        report.decisionId(),
        report.outcomeId(),
        report.name(),
        report.slot(),
        report.arm(),
        report.position(),
        report.token());
  }
}

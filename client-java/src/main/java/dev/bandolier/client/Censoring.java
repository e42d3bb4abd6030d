package dev.bandolier.client;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision that shall teach nothing.
 *
 * @param campaign the campaign's name
 * @param decisionId the decision's id
 * @param slots the slots; empty: all
 * @param reason why
 * @param token the decision's token; null where it has none
 */
public record Censoring(
    String campaign,
    String decisionId,
    List<String> slots,
    CensorReason reason,
    @Nullable DecisionToken token) {
  /** Copies the list. */
  public Censoring {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(decisionId, "decisionId");
    Objects.requireNonNull(reason, "reason");
    slots = List.copyOf(slots);
  }

  /** Of a decision without a token. */
  public Censoring(String campaign, String decisionId, List<String> slots, CensorReason reason) {
    this(campaign, decisionId, slots, reason, null);
  }

  /** All of a decision. */
  public static Censoring of(Decision decision, CensorReason reason) {
    return new Censoring(decision.campaign(), decision.id(), List.of(), reason, decision.token());
  }
}

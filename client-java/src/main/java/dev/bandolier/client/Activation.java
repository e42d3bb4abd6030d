package dev.bandolier.client;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deferred decision that was shown.
 *
 * @param campaign the campaign's name
 * @param decisionId the decision's id
 * @param time when it was shown; null: when the server gets this
 * @param slots the slots that were shown; empty: all
 * @param token the decision's token; null where it has none
 */
public record Activation(
    String campaign,
    String decisionId,
    @Nullable Instant time,
    List<String> slots,
    @Nullable DecisionToken token) {
  /** Copies the list. */
  public Activation {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(decisionId, "decisionId");
    slots = List.copyOf(slots);
  }

  /** Of a decision without a token. */
  public Activation(
      String campaign, String decisionId, @Nullable Instant time, List<String> slots) {
    this(campaign, decisionId, time, slots, null);
  }

  /** All of a decision was shown just now. */
  public static Activation of(Decision decision) {
    return new Activation(decision.campaign(), decision.id(), null, List.of(), decision.token());
  }
}

package dev.bandolier.client;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer: what to show. Immutable.
 *
 * @param campaign the campaign's name
 * @param id the decision's id, which outcomes are reported under
 * @param slots what was chosen, a list per slot in the campaign's order
 * @param modelVersion the journal position up to which the posteriors scored have been folded; 0 for a fallback
 * @param modelVersionExact false where the posteriors moved while they were read
 * @param source where the choice came from
 * @param tracked whether outcomes can be reported for it; false for a fallback
 * @param time when it was made: in the journal's time, a fallback in this machine's
 * @param token what must be reported with its outcomes; null where the campaign has no tokens, or it is not tracked
 */
public record Decision(
    String campaign,
    String id,
    List<SlotChoices> slots,
    long modelVersion,
    boolean modelVersionExact,
    ChoiceSource source,
    boolean tracked,
    Instant time,
    @Nullable DecisionToken token) {
  /** Copies the list. */
  public Decision {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(id, "id");
    slots = List.copyOf(slots);
  }

  /** An answer without a token. */
  public Decision(
      String campaign,
      String id,
      List<SlotChoices> slots,
      long modelVersion,
      boolean modelVersionExact,
      ChoiceSource source,
      boolean tracked,
      Instant time) {
    this(campaign, id, slots, modelVersion, modelVersionExact, source, tracked, time, null);
  }

  /**
   * Whether this is the caller's own fallback. The decision is then censored by the client: it teaches nothing, and
   * outcomes need not be reported for it.
   */
  public boolean fallback() {
    return source == ChoiceSource.FALLBACK;
  }

  /**
   * The first arm chosen for a slot.
   *
   * @throws IllegalArgumentException if the slot was not asked for
   */
  public String arm(String slot) {
    return choice(slot).arm();
  }

  /**
   * The first choice for a slot.
   *
   * @throws IllegalArgumentException if the slot was not asked for
   */
  public Choice choice(String slot) {
    return choices(slot).get(0);
  }

  /**
   * All choices for a slot, best first.
   *
   * @throws IllegalArgumentException if the slot was not asked for
   */
  public List<Choice> choices(String slot) {
    for (SlotChoices each : slots) {
      if (each.slot().equals(slot)) {
        return each.choices();
      }
    }
    throw new IllegalArgumentException("the decision has no slot " + slot);
  }

  /** Starts the report of an outcome of this decision. */
  public OutcomeReport.Builder outcome(String name) {
    OutcomeReport.Builder report = OutcomeReport.builder(campaign, id, name);
    return token == null ? report : report.token(token);
  }
}

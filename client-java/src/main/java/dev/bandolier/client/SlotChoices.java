package dev.bandolier.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for one slot.
 *
 * @param slot the slot's name
 * @param choices the arms, best first; at least one
 * @param propensity the probability of this very list, the product of its arms'; NaN for a fallback
 * @param wouldBe the arm that the policy would have chosen first where the caller chose; null else
 */
public record SlotChoices(
    String slot, List<Choice> choices, double propensity, @Nullable String wouldBe) {
  /** Copies the list. */
  public SlotChoices {
    choices = List.copyOf(choices);
  }

  /** What the server chose, or the caller's fallback. */
  public SlotChoices(String slot, List<Choice> choices, double propensity) {
    this(slot, choices, propensity, null);
  }
}

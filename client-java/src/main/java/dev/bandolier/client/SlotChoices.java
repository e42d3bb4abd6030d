package dev.bandolier.client;

import java.util.List;

/**
 * What was chosen for one slot.
 *
 * @param slot the slot's name
 * @param choices the arms, best first; at least one
 * @param propensity the probability of this very list, the product of its arms'; NaN for a fallback
 */
public record SlotChoices(String slot, List<Choice> choices, double propensity) {
  /** Copies the list. */
  public SlotChoices {
    choices = List.copyOf(choices);
  }
}

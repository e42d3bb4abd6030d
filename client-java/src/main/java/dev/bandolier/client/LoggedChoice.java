package dev.bandolier.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What was chosen in a slot.
 *
 * @param slot the slot's name
 * @param arm the chosen arm's id
 * @param propensity with what probability; NaN: as in {@code pmf}
 * @param reward what it earned
 * @param pmf the probability of every arm that could have been chosen; empty: not known
 */
public record LoggedChoice(
    String slot, String arm, double propensity, double reward, Map<String, Double> pmf) {

  /** Copies the map. */
  public LoggedChoice {
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(arm, "arm");
    pmf = Collections.unmodifiableMap(new LinkedHashMap<>(pmf));
  }
}

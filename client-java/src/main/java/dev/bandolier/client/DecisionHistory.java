package dev.bandolier.client;

import java.util.List;

/**
 * A decision as it was answered, and what has become of it.
 *
 * @param decision as answered, with pmf
 * @param settlements per slot and position; empty where the decision is not tracked
 */
public record DecisionHistory(Decision decision, List<Settlement> settlements) {
  /** Copies the list. */
  public DecisionHistory {
    settlements = List.copyOf(settlements);
  }
}

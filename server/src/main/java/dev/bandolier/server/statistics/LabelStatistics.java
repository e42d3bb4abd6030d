package dev.bandolier.server.statistics;

import java.util.List;

/**
 * What the arms have done in the decisions with one label.
 *
 * @param label as {@code key=value}, or {@code other}
 * @param slots in the campaign's order
 */
public record LabelStatistics(String label, List<SlotStatistics> slots) {

  /** Copies the list. */
  public LabelStatistics {
    slots = List.copyOf(slots);
  }
}

package dev.bandolier.client;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the arms of a campaign have done.
 *
 * @param position up to which journal position it is counted
 * @param time that position's time
 * @param slots overall, a list per slot in the campaign's order
 * @param labels by label, as {@code key=value}, in the labels' order
 * @param openDecisions decisions that are open now
 * @param fates by short name, how many outcomes, activations, censorings and retractions had it
 */
public record CampaignStatistics(
    long position,
    Instant time,
    List<SlotStatistics> slots,
    Map<String, List<SlotStatistics>> labels,
    long openDecisions,
    Map<String, Long> fates) {
  /** Copies the collections. */
  public CampaignStatistics {
    slots = List.copyOf(slots);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    fates = Collections.unmodifiableMap(new LinkedHashMap<>(fates));
  }

  /**
   * One slot, overall.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public SlotStatistics slot(String name) {
    return slots.stream()
        .filter(slot -> slot.slot().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no slot " + name));
  }
}

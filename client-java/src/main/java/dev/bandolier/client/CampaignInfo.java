package dev.bandolier.client;

import java.time.Instant;
import java.util.List;

/**
 * A campaign as the server keeps it.
 *
 * @param name the name
 * @param displayName for people
 * @param mode how it decides now
 * @param slots the choices
 * @param etag changes with every change
 * @param revision counts the changes from 1
 * @param createTime when it was made
 * @param updateTime when it last changed
 * @param json all of it, in the proto3 JSON mapping: to be edited and given to {@link CampaignAdmin#update}
 */
public record CampaignInfo(
    String name,
    String displayName,
    ServingMode mode,
    List<SlotInfo> slots,
    String etag,
    long revision,
    Instant createTime,
    Instant updateTime,
    String json) {
  /** Copies the list. */
  public CampaignInfo {
    slots = List.copyOf(slots);
  }

  /**
   * One slot.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public SlotInfo slot(String name) {
    return slots.stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(this.name + " has no slot " + name));
  }
}

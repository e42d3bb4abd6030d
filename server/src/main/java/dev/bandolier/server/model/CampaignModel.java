package dev.bandolier.server.model;

import java.util.List;

/**
 * Where the posteriors of one campaign lie, and which version they are.
 *
 * @param version the sequence lock over all of them
 * @param slots by the campaign's order of slots
 */
public record CampaignModel(ModelVersion version, List<SlotModel> slots) {

  /** Keeps a copy of the list. */
  public CampaignModel {
    slots = List.copyOf(slots);
  }
}

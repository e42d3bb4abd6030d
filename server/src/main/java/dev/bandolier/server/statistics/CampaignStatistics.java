package dev.bandolier.server.statistics;

import dev.bandolier.v1.Fate;
import java.util.List;
import java.util.Map;

/**
 * What a campaign has done, up to one fact.
 *
 * @param position the journal position of the last fact that is counted
 * @param time that fact's time in epoch milliseconds
 * @param slots overall, in the campaign's order
 * @param labels by label, in the labels' order
 * @param openDecisions decisions that are open
 * @param fates how many outcomes, activations, censorings and retractions had which fate
 * @param feed what is known of the feed that brings the outcomes
 * @param untracked decisions that were answered without being tracked
 * @param changes of its slots' rewards; none where none are looked for
 */
public record CampaignStatistics(
    long position,
    long time,
    List<SlotStatistics> slots,
    List<LabelStatistics> labels,
    long openDecisions,
    Map<Fate, Long> fates,
    FeedState feed,
    long untracked,
    List<SlotChanges> changes) {

  /** Copies the collections. */
  public CampaignStatistics {
    slots = List.copyOf(slots);
    labels = List.copyOf(labels);
    fates = Map.copyOf(fates);
    changes = List.copyOf(changes);
  }
}

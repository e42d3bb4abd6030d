package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.KnownNames;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.SchemaChange;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.model.CampaignModel;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The revisions of the campaign of a name, as folding hears of them; of the last of that name. One thread. */
final class Revisions {

  private final String name;
  private final TreeMap<Long, Campaign> known = new TreeMap<>();
  private final KnownNames others = new KnownNames();

  Revisions(String name) {
    this.name = name;
  }

  /** Takes note of a revision, if it is of the name. */
  void add(Campaign campaign) {
    if (campaign.name().equals(name)) {
      if (!known.isEmpty() && !has(campaign)) {
        known.clear();
      }
      known.put(campaign.revision(), campaign);
    } else {
      others.add(campaign.name());
    }
  }

  /** Whether a campaign is that of the name. */
  boolean has(Campaign campaign) {
    return !known.isEmpty() && known.lastEntry().getValue().uid() == campaign.uid();
  }

  /**
   * The last one.
   *
   * @throws EvaluationException if there never was one
   */
  Campaign current() {
    if (known.isEmpty()) {
      throw new EvaluationException(Refusal.Reason.CAMPAIGN_NOT_FOUND, others.withoutOne(name));
    }
    return known.lastEntry().getValue();
  }

  /** The revision of a number, or the nearest that is known. */
  Campaign get(long revision) {
    Map.@Nullable Entry<Long, Campaign> found = known.floorEntry(revision);
    return found == null ? current() : found.getValue();
  }

  /** The revision of a number; null where it is not known. */
  @Nullable Campaign find(long revision) {
    return known.get(revision);
  }

  /** All that are known, oldest first. */
  Collection<Campaign> all() {
    return known.values();
  }

  /** Whether entries of the vectors meant something else before one of them. */
  boolean changedVectors() {
    Campaign before = null;
    for (Campaign each : known.values()) {
      if (before != null && changedVectors(before, each)) {
        return true;
      }
      before = each;
    }
    return false;
  }

  private static boolean changedVectors(Campaign before, Campaign after) {
    return SchemaChange.resets(before.definition().getSchema(), after.definition().getSchema())
        || before.slots().stream()
            .anyMatch(
                slot ->
                    after.slotByUid(slot.uid()) != null
                        && !seen(before, slot.uid()).equals(seen(after, slot.uid())));
  }

  /** The slots whose arms are context of a slot that a revision has. */
  private static Set<Integer> seen(Campaign revision, int slotUid) {
    Slot slot = Objects.requireNonNull(revision.slotByUid(slotUid));
    return Arrays.stream(slot.contextSlots())
        .mapToObj(index -> revision.slots().get(index).uid())
        .collect(Collectors.toSet());
  }

  /** Hears of them. */
  abstract static class Listener implements LearnListener {

    private final Revisions revisions;

    Listener(Revisions revisions) {
      this.revisions = revisions;
    }

    Revisions revisions() {
      return revisions;
    }

    @Override
    public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
      revisions.add(campaign);
    }

    @Override
    public boolean hearsSettled() {
      return true;
    }
  }
}

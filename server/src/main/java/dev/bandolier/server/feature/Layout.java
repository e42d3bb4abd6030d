package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.VectorWidth;
import dev.bandolier.server.feature.Block.Content;
import dev.bandolier.server.feature.Block.OfFeature;
import dev.bandolier.server.feature.Block.OfPair;
import dev.bandolier.server.feature.Block.OfSlot;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a slot's vector belong to what. The intercept comes first, then blocks without
 * gaps. A block never moves: what a later revision adds is appended.
 *
 * @param slotUid the slot's uid
 * @param blocks in the order of their offsets
 * @param dimension entries in all
 */
record Layout(int slotUid, List<Block> blocks, int dimension) {

  /** Keeps a copy of the list. */
  Layout {
    blocks = List.copyOf(blocks);
  }

  /**
   * Lays out a slot.
   *
   * @param previous the slot's layout in the revision before, null where its posteriors start anew;
   *     dropped where the slot's context slots changed
   */
  static Layout of(Campaign campaign, Slot slot, @Nullable Layout previous) {
    Map<Content, Integer> wanted = widths(campaign, slot);
    boolean extend = previous != null && previous.fits(wanted);
    List<Block> blocks = new ArrayList<>();
    int end = VectorWidth.INTERCEPT;
    if (previous != null && extend) {
      blocks.addAll(previous.blocks);
      end = previous.dimension;
      previous.blocks.forEach(block -> wanted.remove(block.content()));
    }
    for (Map.Entry<Content, Integer> content : wanted.entrySet()) {
      blocks.add(new Block(content.getKey(), end, content.getValue()));
      end += content.getValue();
    }
    return new Layout(slot.uid(), blocks, end);
  }

  /** All that this layout has is still wanted, and no other context slot is. */
  private boolean fits(Map<Content, Integer> wanted) {
    Set<Content> present = blocks.stream().map(Block::content).collect(Collectors.toSet());
    return wanted.keySet().containsAll(present)
        && wanted.keySet().stream().filter(OfSlot.class::isInstance).allMatch(present::contains);
  }

  private static Map<Content, Integer> widths(Campaign campaign, Slot slot) {
    ContextSchema schema = campaign.definition().getSchema();
    Map<Content, Integer> widths = new LinkedHashMap<>();
    Map<String, Integer> crossable = new HashMap<>();
    for (FeatureSchema feature : schema.getFeaturesList()) {
      if (!feature.getJournalOnly()) {
        widths.put(new OfFeature(feature.getName()), VectorWidth.of(feature));
      }
      crossable.put(feature.getName(), VectorWidth.crossable(feature));
    }
    schema
        .getCrossedList()
        .forEach(
            pair ->
                widths.put(
                    OfPair.of(pair.getFirst(), pair.getSecond()),
                    crossable.getOrDefault(pair.getFirst(), 0)
                        * crossable.getOrDefault(pair.getSecond(), 0)));
    for (int context : slot.contextSlots()) {
      widths.put(new OfSlot(campaign.slots().get(context).uid()), VectorWidth.CONTEXT_SLOT);
    }
    return widths;
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ChangeAlarm;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Demand;
import dev.bandolier.server.store.Share;
import dev.bandolier.server.store.Usage;
import dev.bandolier.v1.ServingMode;
import org.jspecify.annotations.Nullable;

/**
 * Says in advance whether a campaign's posteriors fit into memory. An arm of dimension d costs two copies
 * of 16 + 2d + d(d+1) words of eight bytes, rounded up to a block; a frozen campaign twice that. A campaign
 * that grows needs its new blocks beside the old ones. Any thread.
 */
public final class ArmMemory {

  private final BlockStore store;

  /** Asks that store. */
  public ArmMemory(BlockStore store) {
    this.store = store;
  }

  /**
   * Looks whether there is room.
   *
   * @param wanted the campaign as it shall be
   * @param before the campaign as it is; null for a new one
   * @return what is missing, with the size and its formula; null if it fits
   */
  public @Nullable String refuse(Campaign wanted, @Nullable Campaign before) {
    Encoder old = before == null ? null : Encoder.compile(before, null);
    Encoder encoder = Encoder.compile(wanted, old);
    Demand demand = new Demand();
    long bytes = 0;
    for (Slot slot : wanted.slots()) {
      int words = ArmLayout.words(encoder.dimension(slot.index()));
      int blocks = newBlocks(slot, words, wanted, before, old);
      demand.add(BlockKind.SLOT, SlotRegister.WORDS, 2).add(BlockKind.ARM, words, blocks);
      bytes += (long) blocks * BlockStore.sizeOf(words);
    }
    demand.add(BlockKind.CAMPAIGN, CampaignRegister.WORDS, 1);
    if (wanted.forgetsOnChange()) {
      demand.add(BlockKind.CHANGES, ChangeAlarm.WORDS, wanted.slots().size());
    }
    return store.fits(demand) ? null : message(wanted, encoder, bytes);
  }

  private static int newBlocks(
      Slot slot, int words, Campaign wanted, @Nullable Campaign before, @Nullable Encoder old) {
    int copies = wanted.mode() == ServingMode.SERVING_MODE_FROZEN ? 2 : 1;
    Slot same = before == null ? null : before.slotByUid(slot.uid());
    if (before == null
        || same == null
        || old == null
        || ArmLayout.words(old.dimension(same.index())) < words) {
      return copies * slot.arms().size();
    }
    boolean freezes = copies == 2 && before.mode() != ServingMode.SERVING_MODE_FROZEN;
    int added = slot.arms().size() - same.arms().size();
    return copies * added + (freezes ? same.arms().size() : 0);
  }

  private String message(Campaign wanted, Encoder encoder, long bytes) {
    Usage usage = store.usage(Share.ARMS);
    StringBuilder slots = new StringBuilder();
    for (Slot slot : wanted.slots()) {
      int dimension = encoder.dimension(slot.index());
      slots.append(
          " %s: %d arms of dimension %d at %,d bytes;"
              .formatted(
                  slot.name(),
                  slot.arms().size(),
                  dimension,
                  BlockStore.sizeOf(ArmLayout.words(dimension))));
    }
    return "needs %,d bytes more, and of %,d bytes for arms %,d are taken:%s an arm of dimension d takes two copies of 16 + 2d + d(d+1) words of 8 bytes, rounded up to a block. Use fewer arms or features, or give the server more memory."
        .formatted(bytes, usage.budget(), usage.taken(), slots);
  }
}

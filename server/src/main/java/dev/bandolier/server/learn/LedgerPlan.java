package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Tracking;
import dev.bandolier.server.store.BlockStore;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Says in advance whether the decisions that campaigns expect fit into the ledger. A campaign that expects
 * r decisions a second and tracks the share s of them needs
 *
 * <pre>
 *   r · s · (longest window + the longest of grace, remember and correction window)   entries and ids
 *   r · (1 − s) · repeat period                                                       ids
 *   r · repeat period                                                                 ids, with tokens
 * </pre>
 *
 * <p>Decisions that are deferred, or had many outcomes, need more. Any thread.
 */
public final class LedgerPlan {

  private static final double MILLIS = 1000;

  private final long capacity;
  private final long bytes;

  /**
   * Plans for a ledger.
   *
   * @param capacity ids, and entries, that are remembered at most
   * @param bytes memory for entries
   */
  public LedgerPlan(long capacity, long bytes) {
    this.capacity = capacity;
    this.bytes = bytes;
  }

  /**
   * Looks whether there is room.
   *
   * @param wanted the campaign as it shall be
   * @param all the campaigns as they are
   * @return what is too much, with the formula and the figures; null if it fits
   */
  public @Nullable String refuse(Campaign wanted, Collection<Campaign> all) {
    double ids = ids(wanted);
    double memory = entries(wanted) * entryBytes(wanted);
    double otherIds = 0;
    double otherMemory = 0;
    for (Campaign other : all) {
      if (other.uid() != wanted.uid()) {
        otherIds += ids(other);
        otherMemory += entries(other) * entryBytes(other);
      }
    }
    boolean fits = ids + otherIds <= capacity && memory + otherMemory <= bytes;
    return fits || ids == 0 ? null : message(wanted, ids, memory, otherIds, otherMemory);
  }

  private static double ids(Campaign campaign) {
    Tracking tracking = campaign.tracking();
    double passing = tracking.tokens() ? 1 : 1 - tracking.share();
    return entries(campaign) + tracking.expectedRate() * passing * tracking.repeatMillis() / MILLIS;
  }

  private static double entries(Campaign campaign) {
    Tracking tracking = campaign.tracking();
    return tracking.tokens()
        ? 0
        : tracking.expectedRate() * tracking.share() * lifeMillis(campaign) / MILLIS;
  }

  private static long lifeMillis(Campaign campaign) {
    return windowMillis(campaign)
        + Math.max(campaign.graceMillis(), campaign.tracking().keepMillis());
  }

  private static long windowMillis(Campaign campaign) {
    return campaign.slots().stream().mapToLong(Slot::windowMillis).max().orElse(0);
  }

  private static int entryBytes(Campaign campaign) {
    return BlockStore.sizeOf(LedgerEntry.words(campaign.slots().size(), 2));
  }

  private String message(
      Campaign wanted, double ids, double memory, double otherIds, double otherMemory) {
    Tracking tracking = wanted.tracking();
    String formula =
        tracking.tokens()
            ? "%,.0f s repeat period".formatted(tracking.repeatMillis() / MILLIS)
            : "(%,.0f s longest window + %,.0f s remembered) x %s tracked"
                .formatted(
                    windowMillis(wanted) / MILLIS,
                    (lifeMillis(wanted) - windowMillis(wanted)) / MILLIS,
                    tracking.share());
    return ("expects %s decisions/s x %s = %,.0f ids in the ledger and %,.0f bytes of entries of"
            + " %d; with the %,.0f ids and %,.0f bytes that other campaigns expect that is more"
            + " than the server's %,d ids (--ledger-capacity) or %,d bytes (--ledger-memory). Lower"
            + " tracked_share, use tokens, or give the server more.")
        .formatted(
            tracking.expectedRate(),
            formula,
            ids,
            memory,
            entryBytes(wanted),
            otherIds,
            otherMemory,
            capacity,
            bytes);
  }
}

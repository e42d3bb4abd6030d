package dev.bandolier.server.decide;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What every campaign's decisions are made from now. Read by any thread without a lock; written by the
 * learner's thread.
 */
public final class ServedCampaigns {

  private final ConcurrentHashMap<String, Served> byName = new ConcurrentHashMap<>();
  private final UnseenValues unseen = new UnseenValues();

  /** Makes one without campaigns. */
  public ServedCampaigns() {}

  /** From now on decisions of the campaign are made from this. */
  public void publish(Served served) {
    byName.put(served.campaign().name(), served);
    unseen.published(served);
  }

  /** From now on no decisions of the campaign are made. */
  public void remove(String name) {
    Served removed = byName.remove(name);
    if (removed != null) {
      unseen.removed(removed.campaign().uid());
    }
  }

  /** What the campaign's decisions are made from, or null. */
  public @Nullable Served find(String name) {
    return byName.get(name);
  }

  UnseenValues unseen() {
    return unseen;
  }
}

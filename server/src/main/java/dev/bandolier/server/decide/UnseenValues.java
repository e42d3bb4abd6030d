package dev.bandolier.server.decide;

import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.feature.UnseenValue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The categorical values that were journalled and have no index yet, so that each is journalled once.
 * Bounded: beyond the bound values wait for the next request that carries them. Any thread.
 */
final class UnseenValues {

  private static final int MAX_PENDING = 10_000;

  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

  private record Pending(int campaign, String feature, String value) {}

  /** Whether the caller is to journal the value. */
  boolean isNew(int campaign, UnseenValue unseen) {
    return pending.size() < MAX_PENDING
        && pending.add(new Pending(campaign, unseen.feature(), unseen.value()));
  }

  /** The value could not be journalled. */
  void giveUp(ValueSeen fact) {
    pending.remove(new Pending(fact.campaign(), fact.feature(), fact.value()));
  }

  /** Forgets what has an index now; where the bound was reached, all of the campaign's. */
  void published(Served served) {
    int campaign = served.campaign().uid();
    boolean full = pending.size() >= MAX_PENDING;
    pending.removeIf(
        value ->
            value.campaign() == campaign
                && (full || served.encoder().knows(value.feature(), value.value())));
  }

  /** Forgets a campaign. */
  void removed(int campaign) {
    pending.removeIf(value -> value.campaign() == campaign);
  }
}

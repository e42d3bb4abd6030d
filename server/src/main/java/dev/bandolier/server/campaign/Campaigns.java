package dev.bandolier.server.campaign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The campaigns as they are now. Read from any thread without locks; {@link #publish} and {@link
 * #remove} are called by one thread, which follows the journal.
 */
public final class Campaigns {

  private final NavigableMap<String, Campaign> byName = new ConcurrentSkipListMap<>();
  private final ConcurrentMap<String, Campaign> lookup = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Campaign> byUid = new ConcurrentHashMap<>();
  private final AtomicInteger lastUid = new AtomicInteger();

  /** The campaign of that name. */
  public @Nullable Campaign find(String name) {
    return lookup.get(name);
  }

  /** The campaign of that uid; null once it is deleted. */
  public @Nullable Campaign find(int uid) {
    return byUid.get(uid);
  }

  /** How many there are. */
  public int size() {
    return byUid.size();
  }

  /** All of them, by name; weakly consistent. */
  public Collection<Campaign> all() {
    return byName.values();
  }

  /**
   * A page by name.
   *
   * @param after the last name of the page before, or the empty string
   * @param limit at most so many
   * @param wanted which ones
   */
  public List<Campaign> page(String after, int limit, Predicate<Campaign> wanted) {
    List<Campaign> page = new ArrayList<>();
    for (Campaign campaign : byName.tailMap(after, false).values()) {
      if (page.size() == limit) {
        break;
      }
      if (wanted.test(campaign)) {
        page.add(campaign);
      }
    }
    return page;
  }

  /** Shows a campaign's new revision. */
  public void publish(Campaign campaign) {
    used(campaign.uid());
    byUid.put(campaign.uid(), campaign);
    byName.put(campaign.name(), campaign);
    lookup.put(campaign.name(), campaign);
  }

  /** Ends a campaign; its name is free again. */
  public void remove(Campaign campaign) {
    byUid.remove(campaign.uid());
    byName.computeIfPresent(campaign.name(), (name, now) -> keepOther(now, campaign));
    lookup.computeIfPresent(campaign.name(), (name, now) -> keepOther(now, campaign));
  }

  private static @Nullable Campaign keepOther(Campaign now, Campaign gone) {
    return now.uid() == gone.uid() ? null : now;
  }

  /** Keeps a uid, and all below it, from being given out, as that of a deleted campaign must be. */
  public void used(int uid) {
    lastUid.accumulateAndGet(uid, Math::max);
  }

  /** A uid that no campaign has or had, from 1; each call gives another. */
  public int nextUid() {
    return lastUid.incrementAndGet();
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of a campaign that its decisions are settled by: the current one, those that an entry of
 * the ledger uses, and those that a token may still speak of. One is dropped only when it is certain that
 * no fact can need it, so that it makes no difference when that is noticed. Learner's thread.
 */
final class Revisions {

  /** By how much a decision may be journalled behind the change of its revision, in milliseconds. */
  private static final long UNDER_WAY = 3_600_000;

  private final Map<Long, Campaign> known = new HashMap<>();
  private final Map<Long, Integer> olderUses = new HashMap<>();
  private final Map<Long, Long> replaced = new HashMap<>();
  private Campaign current;
  private int currentUses;

  Revisions(Campaign first) {
    current = first;
    known.put(first.revision(), first);
  }

  /** Adds the revision that is current from a time on. */
  void add(Campaign next, long time) {
    replaced.put(current.revision(), time);
    if (currentUses > 0) {
      olderUses.put(current.revision(), currentUses);
    }
    current = next;
    currentUses = olderUses.getOrDefault(next.revision(), 0);
    olderUses.remove(next.revision());
    known.put(next.revision(), next);
  }

  @Nullable Campaign find(long revision) {
    return revision == current.revision() ? current : known.get(revision);
  }

  /** Keeps a revision for one more decision. */
  void use(long revision) {
    if (revision == current.revision()) {
      currentUses++;
    } else {
      olderUses.merge(revision, 1, Integer::sum);
    }
  }

  /** One decision needs a revision no more. */
  void release(long revision) {
    if (revision == current.revision()) {
      currentUses--;
    } else if (olderUses.merge(revision, -1, Integer::sum) == 0) {
      olderUses.remove(revision);
    }
  }

  /** Drops those that nothing can need any more at a time. */
  void dropUnused(long now) {
    known.values().removeIf(campaign -> isUnused(campaign, now));
    replaced.keySet().retainAll(known.keySet());
  }

  private static long tokenLife(Campaign campaign) {
    return campaign.tracking().tokens() ? Schedule.longestLife(campaign) : 0;
  }

  private boolean isUnused(Campaign campaign, long now) {
    Long end = replaced.get(campaign.revision());
    return end != null
        && campaign != current
        && !olderUses.containsKey(campaign.revision())
        && now >= end + UNDER_WAY + tokenLife(campaign);
  }
}

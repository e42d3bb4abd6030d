package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.v1.HistoryEntry;
import dev.bandolier.v1.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * How the error of what is done by itself is shared over everything that may come of one list of candidates. A promotion by itself begins another comparison
 * of those that are left, and so on: E of them are compared at most E + (E − 1) + … + 1 times, and arms are judged in at most E + 1 comparisons.
 *
 * @param entrants E: how many candidates there were when somebody last changed what is compared
 */
record Shares(int entrants) {

  /** The error of all that is promoted, and of all that is concluded, whoever looks and however often. */
  static final double ERROR = 0.05;

  /** Those of a comparison that begins with a revision, where another one ended by it or there was none. */
  static Shares of(Campaign campaign, @Nullable Contest ended) {
    if (!isPromotedByItself(campaign)) {
      return new Shares(campaign.definition().getCandidatesCount());
    }
    return ended == null ? new Shares(Limits.MAX_CANDIDATES) : ended.shares();
  }

  private static boolean isPromotedByItself(Campaign campaign) {
    int count = campaign.definition().getHistoryCount();
    HistoryEntry last =
        count == 0
            ? HistoryEntry.getDefaultInstance()
            : campaign.definition().getHistory(count - 1);
    return last.getEvent() == HistoryEvent.HISTORY_EVENT_PROMOTED
        && last.getAutomatic()
        && last.getRevision() == campaign.revision();
  }

  /** Of one candidate in one comparison. */
  double candidate() {
    return ERROR / Math.max(1, entrants * (entrants + 1) / 2);
  }

  /** Of all arms in one comparison. */
  double arms() {
    return ERROR / (entrants + 1);
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.model.HalfLife;
import java.util.ArrayList;
import java.util.List;

/**
 * How many ticks of a campaign's half-lives have passed on the wall clock, at any time of its life: a pure
 * function of its revisions and their times, so that it can also be asked for a decision of long ago, of
 * which nothing but a token is left. Learner's thread.
 */
final class Forgetting {

  /** From a time on, one half-life in milliseconds; 0 for none. */
  private record Stretch(long since, long base, long halfLife) {

    long ticks(long time) {
      return halfLife == 0 ? base : base + HalfLife.TICKS * (time - since) / halfLife;
    }
  }

  private final List<Stretch> stretches = new ArrayList<>();

  /**
   * Goes on with a revision.
   *
   * @param time when it began, epoch milliseconds
   */
  void revise(Campaign campaign, long time) {
    long before = stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).halfLife();
    if (campaign.halfLifeMillis() != before) {
      stretches.add(new Stretch(time, ticks(time), campaign.halfLifeMillis()));
    }
  }

  /** How many ticks had passed at a time, epoch milliseconds. */
  long ticks(long time) {
    for (int i = stretches.size() - 1; i >= 0; i--) {
      if (stretches.get(i).since() <= time) {
        return stretches.get(i).ticks(time);
      }
    }
    return 0;
  }
}

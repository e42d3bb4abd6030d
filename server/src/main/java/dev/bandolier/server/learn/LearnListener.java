package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.v1.Fate;

/**
 * Hears what folding decides, after it has been committed. Called on the learner's thread; must not
 * block and must not throw.
 */
public interface LearnListener {

  /** A campaign, its vocabulary or where its posteriors lie has changed. */
  default void published(Campaign campaign, Encoder encoder, CampaignModel model) {}

  /** A campaign was deleted. */
  default void withdrawn(Campaign campaign) {}

  /** A fact was folded; {@code ACCEPTED} for facts that have no fate of their own. */
  default void folded(long position, Fate fate) {}

  /** What has become of an outcome, activation, censoring or retraction; also of one that was held. */
  default void counted(Campaign campaign, Fate fate) {}

  /** A decision is not remembered any more, or never was because the ledger is full. */
  default void forgotten(long keyHi, long keyLo) {}

  /**
   * These decisions are {@link #forgotten} next, after one step: whoever has to look far away for each may
   * begin with all of them.
   *
   * @param keys high and low words in turn, of which the first {@code words} count; only during the call
   */
  default void forgetting(long[] keys, int words) {}

  /**
   * A decision was folded that the ledger does not keep; a repeat is to find it for a while.
   *
   * @param time when it was made, epoch milliseconds
   * @param period for how long after that, milliseconds
   */
  default void passing(long keyHi, long keyLo, long time, long period) {}

  /** A step has ended: a fact, or several, or a part of one is folded; the position of the last. */
  default void stepped(long position) {}

  /** Whether it wants to hear {@link #settled}, which costs a copy of each entry. */
  default boolean hearsSettled() {
    return false;
  }

  /** A decision of the ledger is over: nothing will change its rewards. */
  default void settled(SettledDecision decision) {}

  /** Whether the ledger has room for more decisions; heard when that changes. */
  default void room(boolean free) {}

  /** That many decisions' windows were closed, or waiting for an activation given up. */
  default void expired(Campaign campaign, int decisions) {}

  /**
   * A slot's rewards no longer come as its posteriors say; they have been made to forget.
   *
   * @param count how many changes were found by then
   */
  default void changed(Campaign campaign, String slot, long count) {}

  /** Learning has stopped for good: a bug or a broken disk. Decisions go on with what was learned. */
  default void failed(Throwable cause) {}
}

package dev.bandolier.server.reward;

import dev.bandolier.server.campaign.Refusal;

/** Hears of feedback. Called on the callers' threads: cheap, never blocking. */
public interface RewardListener {

  /** Hears nothing. */
  RewardListener NONE = new RewardListener() {};

  /** A fact was appended; {@code type} is one of {@code FactType}. */
  default void recorded(byte type) {}

  /** A fact was refused. */
  default void refused(Refusal.Reason reason) {}

  /** Learning is more than so many facts behind: feedback is not taken until it has caught up. */
  default void behind(long limit) {}

  /** Learning has caught up: feedback is taken again. Also on the learner's thread. */
  default void caughtUp() {}
}

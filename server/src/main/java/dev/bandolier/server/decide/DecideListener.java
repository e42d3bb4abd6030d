package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.UntrackedReason;

/** Hears of decisions. Called on the callers' threads, event loops among them: cheap, never blocking. */
public interface DecideListener {

  /** Hears nothing. */
  DecideListener NONE = new DecideListener() {};

  /** A decision was made; {@code tracked} says whether it can be learned from. */
  default void decided(Campaign campaign, DecisionSource source, boolean tracked, boolean exact) {}

  /** A decision was made that is not tracked; heard after {@link #decided}. */
  default void untracked(Campaign campaign, UntrackedReason reason) {}

  /** A decision that had been made before was answered again. */
  default void repeated(Campaign campaign) {}

  /** A request was refused. */
  default void refused(Refusal.Reason reason) {}

  /** A decision reached nobody and was censored. */
  default void unanswered() {}

  /** A fact that nobody waits for could not be journalled: of {@code FactType} {@code type}. */
  default void lost(byte type) {}
}

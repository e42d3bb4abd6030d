package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;

/** What is to be thought of a decision that folding has said nothing of. */
public enum Unreported {
  /** Nothing could be reported for it. */
  UNTRACKED,
  /** What became of it is not known any more: that was folded before the fold began, or the ledger never had it. */
  UNKNOWN,
  /** Its window is open, or it waits to be shown. */
  OPEN,
  /** It was never shown. */
  CENSORED,
  /** Nothing came until its window was closed: it is worth the default. */
  DEFAULTED;

  /**
   * What a fold says by its silence.
   *
   * @param begun behind which position it began; 0 for the journal's first fact
   * @param end the journal time of the last fact folded, epoch milliseconds
   */
  public record Fold(long begun, long end) {

    /**
     * The state of all parts of a decision.
     *
     * @param rules of its revision
     * @param position where its fact stands
     * @param time when it was made, epoch milliseconds
     */
    public Unreported of(DecisionMade made, Campaign rules, long position, long time) {
      if (!made.tracked()) {
        return UNTRACKED;
      }
      if (!made.token() || position <= begun) {
        return UNKNOWN;
      }
      if (time + wait(made, rules) + rules.graceMillis() > end) {
        return OPEN;
      }
      return made.deferred() ? CENSORED : DEFAULTED;
    }

    private static long wait(DecisionMade made, Campaign rules) {
      return made.deferred()
          ? rules.activationWindowMillis()
          : rules.slots().stream().mapToLong(Slot::windowMillis).max().orElse(0);
    }
  }
}

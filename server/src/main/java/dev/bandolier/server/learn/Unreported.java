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
   * What a fold says by its silence. Windows are over by the campaign's closing clock, which waits for a
   * feed that is silent and while expiry is held; an activation is given up by the journal's time.
   *
   * @param begun behind which position it began; 0 for the journal's first fact
   * @param end the journal time of the last fact folded, epoch milliseconds
   * @param closed up to which of the outcomes' own times windows are closed by then, likewise
   */
  public record Fold(long begun, long end, long closed) {

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
      if (made.deferred()) {
        boolean waits = time + rules.activationWindowMillis() + rules.graceMillis() > end;
        return waits ? OPEN : CENSORED;
      }
      long window = rules.slots().stream().mapToLong(Slot::windowMillis).max().orElse(0);
      return time + window > closed ? OPEN : DEFAULTED;
    }
  }
}

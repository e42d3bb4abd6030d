package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import java.util.ArrayList;
import java.util.List;

/**
 * What has become of a decision: its parts (a part is one position of one slot) with their rewards, and
 * the outcomes that these were computed from.
 *
 * @param campaign the revision that it was made and is settled under
 * @param keyHi the first half of the keyed hash of its id
 * @param keyLo the second half
 * @param carrier position of the fact that says what was decided: its own, or the first with its token
 * @param position of its own fact, which may be retired where the carrier is another
 * @param time when it was made, epoch milliseconds
 * @param holdout whether the holdout decided
 * @param over whether nothing can change any more; else as it stands
 * @param parts in the order of slots and positions
 * @param outcomes in the order of their arrival, retracted ones included
 */
public record SettledDecision(
    Campaign campaign,
    long keyHi,
    long keyLo,
    long carrier,
    long position,
    long time,
    boolean holdout,
    boolean over,
    List<Part> parts,
    List<Outcome> outcomes) {

  /**
   * One position of one slot.
   *
   * @param slotOrdinal which slot of the decision's fact, from 0
   * @param slotUid the slot's uid
   * @param position from 0
   * @param armUid the arm that was chosen
   * @param state waiting, open, closed or censored
   * @param reward by the outcomes so far; the default reward where none counts
   * @param shown when it was shown, epoch milliseconds; 0 for not yet
   * @param credited whether an outcome counts
   * @param clipped whether the reward was clipped
   */
  public record Part(
      int slotOrdinal,
      int slotUid,
      int position,
      int armUid,
      PartState state,
      double reward,
      long shown,
      boolean credited,
      boolean clipped) {}

  /**
   * One outcome of a decision.
   *
   * @param name as the campaign's rules have it
   * @param value 0 where it has none
   * @param time its own, epoch milliseconds
   * @param parts a bit for every part that it is about
   * @param machine whether a machine is said to have caused it
   * @param pending whether it came before the decision was activated
   * @param retracted whether it was taken back or replaced
   */
  public record Outcome(
      String name,
      double value,
      long time,
      long parts,
      boolean machine,
      boolean pending,
      boolean retracted) {}

  /** A copy of an entry. */
  static SettledDecision of(LedgerEntry entry, Campaign rules, long hi, long lo, boolean over) {
    return new SettledDecision(
        rules,
        hi,
        lo,
        entry.carrier(),
        entry.position(),
        entry.time(),
        entry.isHoldout(),
        over,
        parts(entry),
        outcomes(entry, rules));
  }

  private static List<Part> parts(LedgerEntry entry) {
    List<Part> parts = new ArrayList<>(entry.parts());
    for (int i = 0; i < entry.parts(); i++) {
      parts.add(
          new Part(
              entry.slotOrdinal(i),
              entry.slotUid(i),
              entry.positionOf(i),
              entry.armUid(i),
              entry.state(i),
              entry.reward(i),
              entry.shown(i),
              entry.has(i, PartWord.CREDITED),
              entry.has(i, PartWord.CLIPPED)));
    }
    return parts;
  }

  private static List<Outcome> outcomes(LedgerEntry entry, Campaign rules) {
    List<Outcome> outcomes = new ArrayList<>(entry.outcomes());
    for (int i = 0; i < entry.outcomes(); i++) {
      if (entry.mask(i) != 0) {
        outcomes.add(
            new Outcome(
                rules.rules().rule(entry.rule(i)).outcome(),
                entry.value(i),
                entry.outcomeTime(i),
                entry.mask(i),
                entry.outcomeHas(i, OutcomeWord.MACHINE),
                entry.outcomeHas(i, OutcomeWord.PENDING),
                entry.outcomeHas(i, OutcomeWord.RETRACTED)));
      }
    }
    return outcomes;
  }
}

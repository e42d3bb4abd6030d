package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.RewardRules;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.model.ChangeAlarm;
import dev.bandolier.server.model.HalfLife;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.AtClose;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a part's reward, its arm and its tallies in step with its outcomes and its state. Whatever
 * happens to a decision (an outcome, a retraction, the end of its window) changes its entry first; then
 * {@link #settle} computes the part's reward afresh from all that counts, and moves the arm and the
 * tallies by the difference. So no order of events can count anything twice.
 *
 * <p>What the arm is taught, by learning mode, for a part that is shown and not censored:
 *
 * <pre>
 *                   open                                          closed
 * PROVISIONAL       the reward so far; gated: once its            the reward
 *                   requirement, or the first outcome, is there
 * AT_WINDOW_CLOSE   nothing                                       the reward
 * ON_REWARD         the reward, once an outcome counts            the reward, if an outcome counts
 * </pre>
 *
 * <p>Where the campaign forgets, whatever is added to an arm or taken from it carries the decay since the
 * decision was made, so that it makes no difference to the posterior when it comes.
 *
 * <p>A part whose lesson a rollback has left out, or whose slot was started anew since, teaches nothing more
 * (see {@link Lineage}); its reward and its tallies go on.
 *
 * <p>Called by the learner's thread, within a step.
 */
final class Settler {

  /** Scratch sheets that are kept, one for each revision of rules lately used. */
  private static final int MAX_SHEETS = 1000;

  private final SparseVector vector = new SparseVector(64);
  private final Map<RewardRules, RewardRules.Sheet> sheets = new HashMap<>();
  private final ChangeWatch watch;
  private final PartValue before = new PartValue();
  private final PartValue after = new PartValue();
  private boolean moved;
  private long position;
  private long time;

  Settler(ChangeWatch watch) {
    this.watch = watch;
  }

  /** Says which fact is being folded, and its time. */
  void at(long newPosition, long newTime) {
    position = newPosition;
    time = newTime;
  }

  /** What changed of the world, as found since the last call. */
  List<ChangeWatch.Found> takeFound() {
    return watch.takeFound();
  }

  /** Says that a posterior has moved. */
  void markMoved() {
    moved = true;
  }

  /** Whether a posterior has moved since the last call. */
  boolean takeMoved() {
    boolean result = moved;
    moved = false;
    return result;
  }

  /**
   * Brings a part into a state, which its outcomes may refine (a closed part is rewarded, defaulted or
   * censored by what they say).
   *
   * @param state the campaign that the arms and tallies belong to
   * @param rules the revision that the decision was made under
   * @param entry the decision's entry, staged
   * @param decision the decision's fact
   */
  void settle(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      DecisionReader decision,
      int part,
      PartState next) {
    Slot slot = rules.slotByUid(entry.slotUid(part));
    if (slot == null) {
      return;
    }
    before.read(entry, part);
    double taughtBefore = taught(entry, part);
    RewardRules.Sheet sheet = fill(rules, slot, entry, part);
    PartState refined = refine(next, sheet, rules);
    entry.state(part, refined);
    boolean counts = isShown(refined) && isKept(refined, slot, sheet, rules);
    entry.set(part, PartWord.TALLIED, counts);
    entry.set(part, PartWord.CREDITED, sheet.credited());
    entry.set(part, PartWord.CLIPPED, sheet.clipped());
    entry.reward(part, sheet.reward());
    double taughtAfter = counts && !entry.isHoldout() ? lesson(refined, sheet, rules) : Double.NaN;
    if (isHeld(state, entry, part)) {
      teach(state, rules, entry, decision, part, taughtBefore, taughtAfter);
    }
    tally(state, entry, decision, part);
  }

  private RewardRules.Sheet fill(Campaign rules, Slot slot, LedgerEntry entry, int part) {
    if (sheets.size() >= MAX_SHEETS) {
      sheets.clear();
    }
    RewardRules.Sheet sheet = sheets.computeIfAbsent(rules.rules(), RewardRules::newSheet).reset();
    for (int i = 0; i < entry.outcomes(); i++) {
      if (entry.outcomeHas(i, OutcomeWord.RETRACTED | OutcomeWord.PENDING)) {
        continue;
      }
      boolean machine = entry.outcomeHas(i, OutcomeWord.MACHINE);
      if ((entry.mask(i) & 1L << part) != 0) {
        sheet.add(entry.rule(i), entry.value(i), entry.outcomeTime(i), machine);
      } else {
        sheet.addElsewhere(entry.rule(i), machine);
      }
    }
    return sheet.settle(slot.index());
  }

  private static PartState refine(PartState next, RewardRules.Sheet sheet, Campaign rules) {
    if (!isShown(next)) {
      return next;
    }
    if (sheet.unknowable()) {
      return PartState.CENSORED;
    }
    return next.isClosed() ? closed(sheet, rules) : next;
  }

  private static PartState closed(RewardRules.Sheet sheet, Campaign rules) {
    if (!sheet.requirementMet()) {
      return PartState.CENSORED;
    }
    if (sheet.credited()) {
      return PartState.REWARDED;
    }
    return rules.atClose() == AtClose.AT_CLOSE_CENSOR ? PartState.CENSORED : PartState.DEFAULTED;
  }

  private static boolean isShown(PartState state) {
    return state == PartState.OPEN || state.isClosed();
  }

  /** Whether an open part is sure enough not to be censored at close. */
  private static boolean isKept(
      PartState state, Slot slot, RewardRules.Sheet sheet, Campaign rules) {
    if (state.isClosed()) {
      return true;
    }
    boolean gateOpen = !slot.gated() || sheet.requirementMet();
    boolean outcomeThere = rules.atClose() != AtClose.AT_CLOSE_CENSOR || sheet.credited();
    return gateOpen && outcomeThere;
  }

  private static double lesson(PartState state, RewardRules.Sheet sheet, Campaign rules) {
    boolean due =
        switch (rules.learningMode()) {
          case LEARNING_MODE_AT_WINDOW_CLOSE -> state.isClosed();
          case LEARNING_MODE_ON_REWARD -> sheet.credited();
          default -> true;
        };
    return due ? sheet.reward() : Double.NaN;
  }

  private static double taught(LedgerEntry entry, int part) {
    return entry.has(part, PartWord.TAUGHT) ? entry.taughtReward(part) : Double.NaN;
  }

  /** Whether the posterior has what the part taught: a rollback may have left it out. */
  private static boolean isHeld(CampaignState state, LedgerEntry entry, int part) {
    return state
        .lineage()
        .holds(entry.slotUid(part), entry.lesson(part), entry.position(), entry.time());
  }

  private void teach(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      DecisionReader decision,
      int part,
      double before,
      double after) {
    boolean compares = ChangeWatch.isDue(state, rules, entry, part, after);
    boolean same = before == after || Double.isNaN(before) && Double.isNaN(after);
    if (same && !compares) {
      return;
    }
    load(decision.fact().seekSlot(entry.slotOrdinal(part)));
    if (compares) {
      double held = kept(state, entry, part, before);
      watch.compare(state, rules, entry, part, vector, before, after, held, time);
    }
    if (!same) {
      teach(state, rules, entry, part, before, after);
    }
  }

  private void teach(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      int part,
      double before,
      double after) {
    if (Double.isNaN(before)) {
      watch.begin(state, rules, entry, part);
    }
    int slot = entry.slotUid(part);
    int arm = entry.armUid(part);
    long ticks = state.fading().ticks(slot, time);
    double weight = kept(state, entry, part, before);
    if (state.campaign().learnsLogits()) {
      float logit = entry.has(part, PartWord.LOGIT) ? entry.logit(part) : 0;
      entry.logit(
          part,
          state
              .models()
              .teacher()
              .teachLogit(slot, arm, vector, before, after, logit, weight, ticks));
    } else {
      state.models().teacher().teach(slot, arm, vector, before, after, weight, ticks);
    }
    entry.set(part, PartWord.TAUGHT, !Double.isNaN(after));
    entry.taughtReward(part, Double.isNaN(after) ? 0 : after);
    entry.lesson(part, position);
    moved = true;
  }

  /** What forgetting has left of a part's lesson; of one that begins, what time has left of its decision. */
  private double kept(CampaignState state, LedgerEntry entry, int part, double before) {
    long since = Math.max(0, (int) state.fading().ticks(time) - entry.ticks());
    long count = state.changes().count(entry.slotUid(part));
    long changes = Double.isNaN(before) ? 0 : entry.changesSince(part, count);
    return HalfLife.keep(since + changes * ChangeAlarm.TICKS);
  }

  private void load(DecisionMade decision) {
    vector.clear();
    for (int i = 1; i < decision.nonZeros(); i++) {
      vector.add(decision.index(i), decision.value(i));
    }
  }

  private void tally(CampaignState state, LedgerEntry entry, DecisionReader decision, int part) {
    if (after.read(entry, part).isAs(before)) {
      return;
    }
    Tallies tallies = state.tallies();
    int slot = entry.slotUid(part);
    int arm = entry.armUid(part);
    tallies.changed(slot, arm, Tallies.OVERALL, entry.isHoldout(), before, after);
    if (tallies.mayHaveLabels(entry.position()) && decision.fact().labelCount() > 0) {
      for (String label : decision.fact().labels()) {
        tallies.changed(slot, arm, tallies.labelOf(label), entry.isHoldout(), before, after);
      }
    }
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;

/**
 * Puts decisions into the ledger and moves their parts between states: activated, censored, answered
 * after all. Called by the learner's thread, within a step.
 */
final class DecisionFold {

  private final Books books;

  DecisionFold(Books books) {
    this.books = books;
  }

  /**
   * Enters a tracked decision that the ledger does not have.
   *
   * @return its block, or {@link KeyIndex#ABSENT} where the ledger is full
   */
  long enter(CampaignState state, DecisionMade decision, long position, long time) {
    Campaign rules = state.revision(decision.revision());
    int parts = parts(decision);
    if (rules == null || parts > LedgerEntry.MAX_PARTS) {
      return KeyIndex.ABSENT;
    }
    long handle = books.ledger().create(decision.keyHi(), decision.keyLo(), parts);
    if (handle != KeyIndex.ABSENT) {
      begin(state, decision, position, time, books.ledger().write(handle));
      count(state, decision);
      state.revisions().use(decision.revision());
      state.addOpen(1);
      LedgerEntry entry = books.ledger().write(handle);
      if (!decision.deferred()) {
        show(state, rules, entry, decision, -1L, time);
      }
      books.schedule(state, rules, entry, handle, true);
    }
    return handle;
  }

  static int parts(DecisionMade decision) {
    int parts = 0;
    for (int slot = 0; slot < decision.slotCount(); slot++) {
      parts += decision.seekSlot(slot).count();
    }
    return parts;
  }

  /** Fills an empty entry with a decision's parts, all waiting. */
  void begin(
      CampaignState state, DecisionMade decision, long position, long time, LedgerEntry entry) {
    int flags =
        (decision.deferred() ? LedgerEntry.DEFERRED : 0)
            | (isHoldout(decision) ? LedgerEntry.HOLDOUT : 0)
            | (decision.token() ? LedgerEntry.TOKEN : 0);
    entry.begin(
        state.uid(), flags, decision.revision(), position, time, state.fading().ticks(time));
    for (int slot = 0; slot < decision.slotCount(); slot++) {
      decision.seekSlot(slot);
      for (int at = 0; at < decision.count(); at++) {
        entry.addPart(decision.slotUid(), at, decision.chosenArm(at), slot);
      }
    }
  }

  /** Counts a decision for its arms. */
  void count(CampaignState state, DecisionMade decision) {
    boolean holdout = isHoldout(decision);
    String[] labels = decision.labels();
    for (int slot = 0; slot < decision.slotCount(); slot++) {
      decision.seekSlot(slot);
      for (int at = 0; at < decision.count(); at++) {
        tally(state, decision, decision.chosenArm(at), labels, holdout);
      }
    }
  }

  private static boolean isHoldout(DecisionMade decision) {
    return decision.decisionSource() == DecisionSource.DECISION_SOURCE_HOLDOUT_VALUE;
  }

  private static void tally(
      CampaignState state, DecisionMade decision, int arm, String[] labels, boolean holdout) {
    Tallies tallies = state.tallies();
    tallies.decided(decision.slotUid(), arm, Tallies.OVERALL, holdout);
    for (String label : labels) {
      tallies.decided(decision.slotUid(), arm, tallies.labelOf(label), holdout);
    }
  }

  private void show(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      DecisionMade decision,
      long mask,
      long time) {
    for (int part = 0; part < entry.parts(); part++) {
      if ((mask & 1L << part) != 0) {
        entry.shown(part, time);
        books.settle(state, rules, entry, decision, part, PartState.OPEN);
      }
    }
  }

  Fate activate(CampaignState state, Activated fact, long handle, long time) {
    LedgerEntry read = books.ledger().read(handle);
    Campaign rules = state.revision(read.revision());
    long shown = fact.time() == Long.MIN_VALUE ? time : fact.time();
    if (rules == null || !read.isDeferred() || shown < read.time() - OutcomeFold.SKEW) {
      return Fate.FATE_INVALID;
    }
    long named = Parts.ofSlots(rules, read, fact.slots());
    long waiting = Parts.in(read, named, PartState.WAITING);
    if (waiting == 0) {
      return named == 0 ? Fate.FATE_INVALID : afterActivation(read, named);
    }
    LedgerEntry entry = books.ledger().write(handle);
    DecisionMade decision = books.decisionAt(entry.carrier());
    show(state, rules, entry, decision, waiting, Math.max(shown, read.time()));
    releasePending(state, rules, entry, time);
    books.schedule(state, rules, entry, handle, false);
    return Fate.FATE_ACCEPTED;
  }

  /** Whoever did not hear that his activation was accepted learns so, whatever came of it since. */
  private static Fate afterActivation(LedgerEntry entry, long named) {
    return Parts.wasShown(entry, named) ? Fate.FATE_DUPLICATE : Fate.FATE_CENSORED;
  }

  /** Outcomes that came before the activation find their fate. */
  private void releasePending(CampaignState state, Campaign rules, LedgerEntry entry, long time) {
    for (int i = 0; i < entry.outcomes(); i++) {
      long open = Parts.in(entry, entry.mask(i), PartState.OPEN);
      if (!entry.outcomeHas(i, OutcomeWord.PENDING) || open == 0) {
        continue;
      }
      long when = entry.outcomeTime(i);
      long clock = state.closingClock(time);
      boolean counts = Parts.inWindow(rules, entry, open, entry.rule(i), when, clock) != 0;
      entry.setOutcome(i, OutcomeWord.PENDING, false);
      entry.setOutcome(
          i, OutcomeWord.RETRACTED, !counts || entry.outcomeHas(i, OutcomeWord.RETRACTED));
      boolean early = Parts.isEarly(entry, open, when);
      state.addFate(counts ? Fate.FATE_ACCEPTED : early ? Fate.FATE_EARLY : Fate.FATE_LATE);
    }
    books.settleShown(state, rules, entry);
  }

  Fate censor(CampaignState state, Censored fact, long handle) {
    LedgerEntry read = books.ledger().read(handle);
    Campaign rules = state.revision(read.revision());
    long named = rules == null ? 0 : Parts.ofSlots(rules, read, fact.slots());
    if (rules == null || named == 0) {
      return Fate.FATE_INVALID;
    }
    boolean unanswered = fact.reason() == CensorReason.CENSOR_REASON_UNANSWERED;
    if (Parts.in(read, named, PartState.CENSORED) == named) {
      return unanswered || !Parts.isUnanswered(read)
          ? Fate.FATE_DUPLICATE
          : confirm(state, handle, named);
    }
    censor(state, rules, handle, named, unanswered);
    return Fate.FATE_ACCEPTED;
  }

  /** What the caller censored himself is not opened again by an answer that arrived after all. */
  private Fate confirm(CampaignState state, long handle, long named) {
    LedgerEntry entry = books.ledger().write(handle);
    for (int part = 0; part < entry.parts(); part++) {
      if ((named & 1L << part) != 0) {
        entry.set(part, PartWord.UNANSWERED, false);
      }
    }
    dropPending(state, entry);
    return Fate.FATE_ACCEPTED;
  }

  /** Outcomes that waited for slots that will never be shown find their fate, too. */
  private static void dropPending(CampaignState state, LedgerEntry entry) {
    for (int i = 0; i < entry.outcomes(); i++) {
      if (entry.outcomeHas(i, OutcomeWord.PENDING) && isHopeless(entry, entry.mask(i))) {
        entry.setOutcome(i, OutcomeWord.PENDING, false);
        entry.setOutcome(i, OutcomeWord.RETRACTED, true);
        state.addFate(Fate.FATE_CENSORED);
      }
    }
  }

  private static boolean isHopeless(LedgerEntry entry, long mask) {
    for (int part = 0; part < entry.parts(); part++) {
      boolean censored =
          entry.state(part) == PartState.CENSORED && !entry.has(part, PartWord.UNANSWERED);
      if ((mask & 1L << part) != 0 && !censored) {
        return false;
      }
    }
    return true;
  }

  /** Censors those of the parts that are not yet. */
  void censor(CampaignState state, Campaign rules, long handle, long mask, boolean unanswered) {
    LedgerEntry entry = books.ledger().write(handle);
    boolean wasSettled = Schedule.isSettled(entry);
    for (int part = 0; part < entry.parts(); part++) {
      if ((mask & 1L << part) != 0 && entry.state(part) != PartState.CENSORED) {
        entry.set(part, PartWord.UNANSWERED, unanswered);
        books.settle(state, rules, entry, part, PartState.CENSORED);
      }
    }
    dropPending(state, entry);
    followOpen(state, entry, wasSettled);
    books.schedule(state, rules, entry, handle, false);
  }

  /** Opens what was censored because nobody got the answer. */
  Fate reopen(CampaignState state, long handle, long time) {
    LedgerEntry read = books.ledger().read(handle);
    Campaign rules = state.revision(read.revision());
    if (rules == null || !Parts.isUnanswered(read)) {
      return Fate.FATE_DUPLICATE;
    }
    LedgerEntry entry = books.ledger().write(handle);
    boolean wasSettled = Schedule.isSettled(entry);
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.has(part, PartWord.UNANSWERED)) {
        entry.set(part, PartWord.UNANSWERED, false);
        entry.shown(part, entry.isDeferred() ? 0 : time);
        PartState next = entry.isDeferred() ? PartState.WAITING : PartState.OPEN;
        books.settle(state, rules, entry, part, next);
      }
    }
    followOpen(state, entry, wasSettled);
    books.schedule(state, rules, entry, handle, false);
    return Fate.FATE_ACCEPTED;
  }

  private static void followOpen(CampaignState state, LedgerEntry entry, boolean wasSettled) {
    boolean settled = Schedule.isSettled(entry);
    if (settled != wasSettled) {
      state.addOpen(settled ? -1 : 1);
    }
  }
}

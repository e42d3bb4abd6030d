package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Rule;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.v1.Fate;

/**
 * Decides the fate of outcomes and retractions whose decision is in the ledger. An outcome counts if its
 * own time lies inside its window and it arrives before that window is closed; one that replaces
 * another takes its place also later, within the correction window, as a retraction does. What is taken back or
 * replaced before it came leaves a mark, so that it does not count when it comes.
 *
 * <p>Clocks of callers and server differ: an outcome that happened less than a minute before its
 * decision was shown counts as if it had happened then.
 *
 * <p>Called by the learner's thread, within a step.
 */
final class OutcomeFold {

  /** By how much a caller's clock may be behind the server's, in milliseconds. */
  static final long SKEW = 60_000;

  private final Books books;

  OutcomeFold(Books books) {
    this.books = books;
  }

  Fate fold(CampaignState state, OutcomeSeen fact, Key key, long handle, long time) {
    LedgerEntry entry = books.ledger().read(handle);
    Campaign rules = state.revision(entry.revision());
    int rule = rules == null ? -1 : rules.rules().ruleOf(fact.name());
    if (rules == null || rule < 0) {
      return Fate.FATE_INVALID;
    }
    Key identity = Identity.of(state.campaign(), fact);
    if (entry.findOutcome(identity.hi(), identity.lo()) >= 0) {
      return Fate.FATE_DUPLICATE;
    }
    long mask = Parts.addressed(rules, entry, rule, fact.slot(), fact.arm(), fact.position());
    if (mask == 0 || rules.rules().rule(rule).usesValue() && Double.isNaN(fact.value())) {
      return Fate.FATE_INVALID;
    }
    if (entry.outcomes() + 2 > LedgerEntry.MAX_OUTCOMES) {
      return Fate.FATE_LIMIT;
    }
    return new Addition(state, rules, fact, rule, identity, key, time).add(handle, mask);
  }

  Fate retract(CampaignState state, Retracted fact, Key key, long handle, long time) {
    LedgerEntry entry = books.ledger().read(handle);
    Campaign rules = state.revision(entry.revision());
    Key identity = Identity.of(state.campaign(), fact);
    int outcome = entry.findOutcome(identity.hi(), identity.lo());
    if (rules == null) {
      return Fate.FATE_INVALID;
    }
    if (outcome >= 0 && entry.outcomeHas(outcome, OutcomeWord.RETRACTED)) {
      return Fate.FATE_DUPLICATE;
    }
    if (!Schedule.isCorrectable(rules, entry, time)) {
      return Fate.FATE_LATE;
    }
    if (outcome < 0) {
      return mark(state, rules, key, handle, identity);
    }
    LedgerEntry staged = books.ledger().write(handle);
    staged.setOutcome(outcome, OutcomeWord.RETRACTED, true);
    books.settleShown(state, rules, staged);
    return Fate.FATE_ACCEPTED;
  }

  private Fate mark(CampaignState state, Campaign rules, Key key, long handle, Key identity) {
    if (books.ledger().read(handle).outcomes() + 1 > LedgerEntry.MAX_OUTCOMES) {
      return Fate.FATE_LIMIT;
    }
    long roomy = books.ledger().ensureRoom(handle, key.hi(), key.lo());
    if (roomy == KeyIndex.ABSENT) {
      return Fate.FATE_LIMIT;
    }
    LedgerEntry entry = books.ledger().write(roomy);
    entry.addOutcome(identity.hi(), identity.lo(), 0, OutcomeWord.RETRACTED, 0, 0, 0);
    books.ledger().freeIfMoved(handle, roomy);
    books.schedule(state, rules, entry, roomy, roomy != handle);
    return Fate.FATE_UNKNOWN_OUTCOME;
  }

  /** One outcome on its way into its entry. */
  private final class Addition {
    private final CampaignState state;
    private final Campaign rules;
    private final OutcomeSeen fact;
    private final int rule;
    private final Key identity;
    private final Key key;
    private final long arrival;

    Addition(
        CampaignState state,
        Campaign rules,
        OutcomeSeen fact,
        int rule,
        Key identity,
        Key key,
        long arrival) {
      this.state = state;
      this.rules = rules;
      this.fact = fact;
      this.rule = rule;
      this.identity = identity;
      this.key = key;
      this.arrival = arrival;
    }

    Fate add(long handle, long mask) {
      LedgerEntry entry = books.ledger().read(handle);
      if (!fact.replaces().isEmpty()) {
        Key replaced = Identity.ofId(state.campaign(), fact.replaces());
        int outcome = entry.findOutcome(replaced.hi(), replaced.lo());
        if (outcome >= 0 && !Schedule.isCorrectable(rules, entry, arrival)) {
          return Fate.FATE_LATE;
        }
        return outcome < 0 ? replaceUnseen(handle, mask, replaced) : replace(handle, outcome);
      }
      return addFirst(handle, mask);
    }

    private Fate addFirst(long handle, long mask) {
      LedgerEntry entry = books.ledger().read(handle);
      long open = Parts.in(entry, mask, PartState.OPEN);
      if (open == 0 && Parts.in(entry, mask, PartState.WAITING) != 0) {
        return record(handle, mask, OutcomeWord.PENDING, time(), Fate.FATE_HELD);
      }
      if (open == 0) {
        boolean censored = Parts.in(entry, mask, PartState.CENSORED) == mask;
        return censored ? Fate.FATE_CENSORED : Fate.FATE_LATE;
      }
      long counting = Parts.inWindow(rules, entry, open, rule, time(), clock());
      if (counting == 0) {
        return Parts.isEarly(entry, open, time()) ? Fate.FATE_EARLY : Fate.FATE_LATE;
      }
      return record(handle, counting | mask & ~open, 0, time(), Fate.FATE_ACCEPTED);
    }

    private Fate replaceUnseen(long handle, long mask, Key replaced) {
      Fate fate = addFirst(handle, mask);
      if (fate == Fate.FATE_ACCEPTED || fate == Fate.FATE_IGNORED || fate == Fate.FATE_HELD) {
        mark(state, rules, key, books.ledger().find(key.hi(), key.lo()), replaced);
      }
      return fate;
    }

    private Fate replace(long handle, int outcome) {
      LedgerEntry entry = books.ledger().write(handle);
      entry.setOutcome(outcome, OutcomeWord.RETRACTED, true);
      long when = fact.time() == Long.MIN_VALUE ? entry.outcomeTime(outcome) : fact.time();
      int pending = entry.outcomeHas(outcome, OutcomeWord.PENDING) ? OutcomeWord.PENDING : 0;
      long mask = entry.mask(outcome);
      if (mask == 0) {
        return addFirst(
            handle, Parts.addressed(rules, entry, rule, fact.slot(), fact.arm(), fact.position()));
      }
      return record(handle, mask, pending, when, Fate.FATE_ACCEPTED);
    }

    private Fate record(long handle, long mask, int flags, long when, Fate fate) {
      long roomy = books.ledger().ensureRoom(handle, key.hi(), key.lo());
      if (roomy == KeyIndex.ABSENT) {
        return Fate.FATE_LIMIT;
      }
      LedgerEntry entry = books.ledger().write(roomy);
      int allFlags = flags | (fact.machine() ? OutcomeWord.MACHINE : 0);
      double value = Double.isNaN(fact.value()) ? 0 : fact.value();
      entry.addOutcome(identity.hi(), identity.lo(), rule, allFlags, mask, value, when);
      boolean wasSettled = Schedule.isSettled(entry);
      books.settleShown(state, rules, entry);
      if (!wasSettled && Schedule.isSettled(entry)) {
        state.addOpen(-1);
      }
      books.ledger().freeIfMoved(handle, roomy);
      books.schedule(state, rules, entry, roomy, roomy != handle);
      return fate == Fate.FATE_ACCEPTED && fact.machine() ? machineFate() : fate;
    }

    private Fate machineFate() {
      Rule machineRule = rules.rules().rule(rule);
      return machineRule.machineMakesUnknowable() ? Fate.FATE_CENSORED : Fate.FATE_IGNORED;
    }

    private long time() {
      return fact.time() == Long.MIN_VALUE ? arrival : fact.time();
    }

    private long clock() {
      return state.closingClock(arrival);
    }
  }
}

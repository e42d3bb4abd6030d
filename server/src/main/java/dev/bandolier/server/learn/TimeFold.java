package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.TimePassed;
import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.v1.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Settles what has fallen due: windows that close, activations that did not come, decisions to be
 * forgotten, held facts whose decision did not come. The earliest first, {@link #PER_STEP} to a step,
 * so that a kill in the middle of a million of them costs one step. Called by the learner's thread.
 */
final class TimeFold {

  static final int PER_STEP = 64;

  private final Books books;
  private final Commit commit;
  private final DecisionFold decisions;

  TimeFold(Books books, Commit commit, DecisionFold decisions) {
    this.books = books;
    this.commit = commit;
    this.decisions = decisions;
  }

  void fold(@Nullable CampaignState state, TimePassed fact, long position, int firstStep) {
    if (state != null) {
      int left = fact.limit() - firstStep * PER_STEP;
      for (int step = firstStep; left > 0 && state.isDue(fact.clock()); step++) {
        settle(state, fact.clock(), Math.min(left, PER_STEP));
        commit.touch(state);
        commit.step(position, step);
        Failpoint.pass("expiry.step");
        left -= PER_STEP;
      }
    }
    commit.last(position, Fate.FATE_ACCEPTED);
  }

  private void settle(CampaignState state, long now, int limit) {
    int done = 0;
    int expired = 0;
    long clock = state.closingClock(now);
    while (done < limit && state.isDue(clock, now)) {
      boolean closes = state.closings().earliest() <= clock;
      Deadlines due = closes ? state.closings() : state.endings();
      long deadline = due.earliest();
      long position = due.earliestPosition();
      long handle = due.earliestHandle();
      due.removeEarliest();
      boolean stands =
          closes
              ? close(state, deadline, position, handle, clock)
              : end(state, deadline, position, handle, now);
      done += stands ? 1 : 0;
      expired += stands && closes ? 1 : 0;
    }
    books.ledger().sweep();
    int closed = expired;
    commit.tell(() -> commit.listener().expired(state.campaign(), closed));
  }

  private boolean close(
      CampaignState state, long deadline, long position, long handle, long clock) {
    if (!books.ledger().isEntry(handle, position)
        || books.ledger().read(handle).closing() != deadline) {
      return false;
    }
    LedgerEntry entry = books.ledger().write(handle);
    Campaign rules = state.revision(entry.revision());
    if (rules == null) {
      return false;
    }
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.state(part) == PartState.OPEN && Schedule.closing(rules, entry, part) <= clock) {
        books.settle(state, rules, entry, part, PartState.REWARDED);
      }
    }
    if (Schedule.isSettled(entry)) {
      state.addOpen(-1);
    }
    books.schedule(state, rules, entry, handle, false);
    return true;
  }

  private boolean end(CampaignState state, long deadline, long position, long handle, long now) {
    Ledger ledger = books.ledger();
    if (ledger.isHeld(handle, position)) {
      giveUp(state, handle);
      return true;
    }
    if (!ledger.isEntry(handle, position) || ledger.read(handle).ending() != deadline) {
      return false;
    }
    LedgerEntry entry = ledger.read(handle);
    Campaign rules = state.revision(entry.revision());
    if (rules != null && Schedule.isWaiting(entry)) {
      long waiting = Parts.in(entry, -1L, PartState.WAITING);
      decisions.censor(state, rules, handle, waiting, false);
    } else if (rules != null && !Schedule.isSettled(entry)) {
      postpone(state, handle, now + rules.tracking().keepMillis());
    } else {
      forget(state, entry, handle);
    }
    return true;
  }

  private void giveUp(CampaignState state, long handle) {
    Ledger ledger = books.ledger();
    String id = books.decisionIdAt(ledger.heldFact(handle, 0));
    boolean untracked = id != null && state.wasMaybeUntracked(books.draws(state.campaign(), id));
    for (int i = ledger.heldFacts(handle); i > 0; i--) {
      commit.count(state, untracked ? Fate.FATE_UNTRACKED : Fate.FATE_UNKNOWN_DECISION);
    }
    ledger.removeHeld(ledger.ownerHi(handle), ledger.ownerLo(handle), handle);
  }

  /** A silent feed keeps windows open; such a decision cannot be forgotten yet. */
  private void postpone(CampaignState state, long handle, long until) {
    LedgerEntry entry = books.ledger().write(handle);
    entry.ending(until);
    state.endings().add(until, entry.position(), handle);
  }

  private void forget(CampaignState state, LedgerEntry entry, long handle) {
    long revision = entry.revision();
    boolean token = entry.isToken();
    long hi = books.ledger().ownerHi(handle);
    long lo = books.ledger().ownerLo(handle);
    Campaign rules = state.revision(revision);
    if (rules != null && commit.listener().hearsSettled()) {
      SettledDecision settled = SettledDecision.of(entry, rules, hi, lo, true);
      commit.tell(() -> commit.listener().settled(settled));
    }
    books.ledger().leave(hi, lo, handle);
    state.revisions().release(revision);
    if (!token) {
      commit.forget(hi, lo);
    }
  }
}

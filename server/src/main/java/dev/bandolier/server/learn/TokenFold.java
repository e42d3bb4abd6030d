package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.model.Memory;

/**
 * Decisions whose answers carry tokens. Such a decision is taught and counted when it is made, as
 * closed with the default reward, and leaves no entry. The first fact that comes with its token makes the
 * entry from what the token says, in the very state in which it would be by now; from there on it is an
 * entry like any other. So the posteriors are moved by the same steps in the same order as without
 * tokens.
 *
 * <p>Called by the learner's thread, within a step.
 */
final class TokenFold {

  private final Books books;
  private final DecisionFold decisions;
  private final DecisionMade decision = new DecisionMade();
  private final Memory scratch = Memory.allocate(LedgerEntry.words(LedgerEntry.MAX_PARTS, 0));
  private final LedgerEntry entryToForget = new LedgerEntry();

  TokenFold(Books books, DecisionFold decisions) {
    this.books = books;
    this.decisions = decisions;
  }

  /** Teaches and counts a decision that was just made, and keeps nothing of it. */
  void teach(CampaignState state, DecisionMade made, long position, long time) {
    Campaign rules = state.revision(made.revision());
    if (rules == null) {
      return;
    }
    scratch.clear(0, scratch.words());
    LedgerEntry entry = entryToForget.at(scratch, 0);
    decisions.begin(state, made, position, time, entry);
    decisions.count(state, made);
    for (int part = 0; part < entry.parts() && !made.deferred(); part++) {
      entry.shown(part, time);
      books.settle(state, rules, entry, made, part, PartState.REWARDED);
    }
  }

  /**
   * Makes the entry of a decision from its token.
   *
   * @param carrier position of the fact that carries the token
   * @param arrival its time
   * @return the entry's block, {@link KeyIndex#ABSENT} where the ledger is full
   */
  long enter(CampaignState state, WithToken token, long carrier, long arrival) {
    decision.wrap(token.payload());
    return enter(state, decision, token.position(), token.time(), carrier, arrival);
  }

  /** Makes the entry of a decision that was just taught. */
  long enter(CampaignState state, DecisionMade made, long position, long time) {
    return enter(state, made, position, time, position, time);
  }

  private long enter(
      CampaignState state,
      DecisionMade made,
      long position,
      long time,
      long carrier,
      long arrival) {
    Campaign rules = state.revision(made.revision());
    long handle =
        rules == null
            ? KeyIndex.ABSENT
            : books.ledger().create(made.keyHi(), made.keyLo(), DecisionFold.parts(made));
    if (handle != KeyIndex.ABSENT && rules != null) {
      LedgerEntry entry = books.ledger().write(handle);
      decisions.begin(state, made, position, time, entry);
      entry.carrier(carrier);
      state.revisions().use(made.revision());
      catchUp(state, rules, entry, made, arrival);
      state.addOpen(Schedule.isSettled(entry) ? 0 : 1);
      books.schedule(state, rules, entry, handle, true);
    }
    return handle;
  }

  /** Brings the parts into the states in which they would be by now. */
  private void catchUp(
      CampaignState state, Campaign rules, LedgerEntry entry, DecisionMade made, long arrival) {
    boolean givenUp = arrival >= entry.time() + rules.activationWindowMillis();
    long clock = state.closingClock(arrival);
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.isDeferred() && givenUp) {
        books.settle(state, rules, entry, made, part, PartState.CENSORED);
      } else if (!entry.isDeferred()) {
        recall(entry, part, rules);
        if (Schedule.closing(rules, entry, part) > clock) {
          books.settle(state, rules, entry, made, part, PartState.OPEN);
        }
      }
    }
  }

  /** What {@link #teach} left a part in. */
  private static void recall(LedgerEntry entry, int part, Campaign rules) {
    entry.shown(part, entry.time());
    entry.state(part, PartState.DEFAULTED);
    entry.reward(part, rules.defaultReward());
    entry.set(part, PartWord.TALLIED, true);
    if (!entry.isHoldout()) {
      entry.set(part, PartWord.TAUGHT, true);
      entry.taughtReward(part, rules.defaultReward());
      entry.lesson(part, entry.position());
    }
  }

  /** Whether it is too late for a fact about a decision that the ledger does not have. */
  boolean isOver(CampaignState state, WithToken token, long arrival) {
    decision.wrap(token.payload());
    Campaign rules = state.revision(decision.revision());
    if (rules == null) {
      return true;
    }
    scratch.clear(0, scratch.words());
    LedgerEntry entry = entryToForget.at(scratch, 0);
    decisions.begin(state, decision, token.position(), token.time(), entry);
    return arrival >= Schedule.tokenEnding(rules, entry)
        || token.about() instanceof OutcomeSeen && isClosed(state, rules, entry, arrival);
  }

  private static boolean isClosed(
      CampaignState state, Campaign rules, LedgerEntry entry, long arrival) {
    long clock = state.closingClock(arrival);
    boolean closed = !entry.isDeferred();
    for (int part = 0; part < entry.parts() && closed; part++) {
      entry.shown(part, entry.time());
      closed = Schedule.closing(rules, entry, part) <= clock;
    }
    return closed;
  }

  /** Gives up an entry that was just made where the fact that it was made for left nothing in it. */
  void leaveIfBlank(CampaignState state, Key key) {
    long handle = books.ledger().find(key.hi(), key.lo());
    LedgerEntry entry = books.ledger().read(handle);
    Campaign rules = state.revision(entry.revision());
    if (rules == null || !isBlank(entry)) {
      return;
    }
    LedgerEntry staged = books.ledger().write(handle);
    state.addOpen(Schedule.isSettled(staged) ? 0 : -1);
    for (int part = 0; part < staged.parts(); part++) {
      if (staged.state(part) == PartState.OPEN) {
        books.settle(state, rules, staged, part, PartState.REWARDED);
      }
    }
    state.revisions().release(staged.revision());
    books.ledger().remove(key.hi(), key.lo(), handle);
  }

  private static boolean isBlank(LedgerEntry entry) {
    for (int part = 0; part < entry.parts(); part++) {
      PartState state = entry.state(part);
      boolean untouched = entry.isDeferred() == (state == PartState.WAITING);
      if (state == PartState.CENSORED || !untouched) {
        return false;
      }
    }
    return entry.outcomes() == 0;
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.ExpiryHeld;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.Faded;
import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.server.event.ImportMarked;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.event.SnapshotFact;
import dev.bandolier.server.event.TimePassed;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.UntrackedReason;

/**
 * Folds one fact after the other into the store: a pure function of what is there and the fact, its time
 * included. Small facts share a step, which {@link #flush} ends; one that is much work has several of its
 * own. After each step the store is whole, and after a kill folding goes on behind the last whole one.
 *
 * <p>Called by the learner's thread.
 */
final class Fold {

  /** How long facts about an unknown decision are held, in milliseconds. */
  static final long HOLD = 600_000;

  /** The last step of every fact. */
  static final int LAST_STEP = Integer.MAX_VALUE;

  private final Books books;
  private final Commit commit;
  private final Catalog catalog;
  private final DecisionFold decisions;
  private final TokenFold tokens;
  private final OutcomeFold outcomes;
  private final TimeFold times;
  private final FadeFold fades;
  private final CampaignFold campaigns;
  private final SnapshotFold snapshots;
  private final ImportedFold imported;
  private final RecordSource journal;
  private final DecisionMade decision = new DecisionMade();
  private final RecordView heldRecord = new RecordView();

  Fold(
      Books books,
      Commit commit,
      Catalog catalog,
      RecordSource journal,
      CampaignFold campaigns,
      SnapshotFold snapshots) {
    this.books = books;
    this.commit = commit;
    this.catalog = catalog;
    this.journal = journal;
    this.campaigns = campaigns;
    this.snapshots = snapshots;
    this.decisions = new DecisionFold(books);
    this.tokens = new TokenFold(books, decisions);
    this.outcomes = new OutcomeFold(books);
    this.imported = new ImportedFold(books.settler());
    this.times = new TimeFold(books, commit, decisions);
    this.fades = new FadeFold(books, commit);
  }

  /**
   * Folds a fact.
   *
   * @param firstStep 0, or, where a kill interrupted this fact, the step to go on with
   */
  void fold(RecordView record, int firstStep) {
    books.settler().at(record.position(), record.time());
    if (record.type() == FactType.DECISION_MADE) {
      enter(record);
      commit.join(record.position(), Fate.FATE_ACCEPTED);
      return;
    }
    Fact fact = Fact.read(record.type(), record.payload());
    CampaignState state = books.campaign(fact.campaign());
    if (fact instanceof TimePassed passed) {
      commit.flush();
      times.fold(state, passed, record.position(), firstStep);
    } else if (fact instanceof Faded faded) {
      commit.flush();
      fades.fold(state, faded, record.position(), record.time(), firstStep);
    } else if (fact instanceof SnapshotFact about) {
      commit.flush();
      snapshots.fold(state, about, record.position(), record.time());
    } else if (fact instanceof CampaignChanged changed) {
      commit.flush();
      campaigns.fold(state, changed, record.position(), record.time(), firstStep);
    } else {
      Fate fate =
          state == null
              ? Fate.FATE_UNKNOWN_DECISION
              : fold(state, fact, record.position(), record.time());
      commit.join(record.position(), fate);
    }
  }

  /** Makes everything count that was folded. */
  void flush() {
    commit.flush();
  }

  private void enter(RecordView record) {
    decision.wrap(record.payloadInPlace());
    CampaignState state = books.campaign(decision.campaign());
    if (state == null) {
      return;
    }
    state.fading().noteDecision();
    long hi = decision.keyHi();
    long lo = decision.keyLo();
    if (!decision.tracked()) {
      passUntracked(state, hi, lo, record.time());
    } else if (decision.token()) {
      passWithToken(state, hi, lo, record.position(), record.time());
    } else if (books.ledger().find(hi, lo) == KeyIndex.ABSENT) {
      enter(state, hi, lo, record.position(), record.time());
    }
  }

  private void enter(CampaignState state, long hi, long lo, long position, long time) {
    long handle = decisions.enter(state, decision, position, time);
    commit.touch(state);
    if (handle == KeyIndex.ABSENT) {
      state.addUntracked();
      commit.forget(hi, lo);
    } else if (books.ledger().heldSize() > 0) {
      applyHeld(state, hi, lo, time);
    }
  }

  private void passUntracked(CampaignState state, long hi, long lo, long time) {
    state.addUntracked();
    if (decision.untrackedReason() != UntrackedReason.UNTRACKED_REASON_LEDGER_FULL_VALUE) {
      commit.pass(state, hi, lo, time);
    }
  }

  private void passWithToken(CampaignState state, long hi, long lo, long position, long time) {
    if (books.ledger().find(hi, lo) == KeyIndex.ABSENT) {
      tokens.teach(state, decision, position, time);
      applyHeldAtOnce(state, hi, lo, position, time);
      commit.touch(state);
    }
    commit.pass(state, hi, lo, time);
  }

  /** Facts came by the id alone, before the decision: they need an entry. */
  private void applyHeldAtOnce(CampaignState state, long hi, long lo, long position, long time) {
    boolean held =
        books.ledger().heldSize() > 0 && books.ledger().findHeld(hi, lo) != KeyIndex.ABSENT;
    if (held && tokens.enter(state, decision, position, time) != KeyIndex.ABSENT) {
      applyHeld(state, hi, lo, time);
      tokens.leaveIfBlank(state, new Key(hi, lo));
    }
  }

  private void applyHeld(CampaignState state, long hi, long lo, long time) {
    long held = books.ledger().findHeld(hi, lo);
    if (held == KeyIndex.ABSENT) {
      return;
    }
    for (int i = 0; i < books.ledger().heldFacts(held); i++) {
      long position = books.ledger().heldFact(held, i);
      if (journal.readAt(position, heldRecord)) {
        DecisionFact fact = (DecisionFact) Fact.read(heldRecord.type(), heldRecord.payload());
        Fate fate = fold(state, fact, new Key(hi, lo), position, heldRecord.time(), time);
        commit.count(state, fate);
      }
    }
    books.ledger().removeHeld(hi, lo, held);
  }

  private Fate fold(CampaignState state, Fact fact, long position, long time) {
    if (fact instanceof ValueSeen seen) {
      return learnValue(state, seen, position, time);
    }
    if (fact instanceof FeedCompleted completed) {
      state.feed().complete(completed.upTo());
      return Fate.FATE_ACCEPTED;
    }
    if (fact instanceof ExpiryHeld expiry) {
      state.feed().hold(expiry.held(), state.campaign(), time);
      return Fate.FATE_ACCEPTED;
    }
    if (fact instanceof ImportMarked mark) {
      state.imports().note(mark, position);
      catalog.add(mark, position, time);
      return Fate.FATE_ACCEPTED;
    }
    if (fact instanceof DecisionImported decided) {
      imported.fold(state, decided, time);
      commit.touch(state);
      return Fate.FATE_ACCEPTED;
    }
    DecisionFact about = (DecisionFact) fact;
    Key key = Identity.ofDecision(state.campaign(), about.decisionId());
    Fate fate = fold(state, about, key, position, time, time);
    DecisionFact told = about instanceof WithToken token ? token.about() : about;
    if (told instanceof OutcomeSeen outcome) {
      state.feed().heard(outcome.time(), time);
    }
    commit.touch(state);
    commit.count(state, fate);
    return fate;
  }

  private Fate fold(
      CampaignState state, DecisionFact fact, Key key, long position, long arrival, long now) {
    long handle = books.ledger().find(key.hi(), key.lo());
    if (fact instanceof WithToken token) {
      return handle == KeyIndex.ABSENT
          ? foldFirst(state, token, key, position, arrival)
          : fold(state, token.about(), key, handle, arrival);
    }
    return handle == KeyIndex.ABSENT
        ? hold(state, fact, key, position, now)
        : fold(state, fact, key, handle, arrival);
  }

  /** The first fact that comes with the token of a decision. */
  private Fate foldFirst(
      CampaignState state, WithToken token, Key key, long position, long arrival) {
    if (tokens.isOver(state, token, arrival)) {
      return Fate.FATE_LATE;
    }
    long handle = tokens.enter(state, token, position, arrival);
    if (handle == KeyIndex.ABSENT) {
      return Fate.FATE_LIMIT;
    }
    if (books.ledger().heldSize() > 0) {
      applyHeld(state, key.hi(), key.lo(), arrival);
    }
    long found = books.ledger().find(key.hi(), key.lo());
    Fate fate = fold(state, token.about(), key, found, arrival);
    tokens.leaveIfBlank(state, key);
    return fate;
  }

  private Fate fold(CampaignState state, DecisionFact fact, Key key, long handle, long arrival) {
    if (fact instanceof OutcomeSeen outcome) {
      return outcomes.fold(state, outcome, key, handle, arrival);
    } else if (fact instanceof Retracted retracted) {
      return outcomes.retract(state, retracted, key, handle, arrival);
    } else if (fact instanceof Activated activated) {
      return decisions.activate(state, activated, handle, arrival);
    } else if (fact instanceof Censored censored) {
      return decisions.censor(state, censored, handle);
    }
    return decisions.reopen(state, handle, arrival);
  }

  private Fate hold(CampaignState state, DecisionFact fact, Key key, long position, long now) {
    if (fact instanceof Answered) {
      return Fate.FATE_UNKNOWN_DECISION;
    }
    if (state.isNeverTracked(books.draws(state.campaign(), fact.decisionId()))) {
      return Fate.FATE_UNTRACKED;
    }
    boolean first = books.ledger().findHeld(key.hi(), key.lo()) == KeyIndex.ABSENT;
    long held = books.ledger().hold(state.uid(), key.hi(), key.lo(), position, now + HOLD);
    if (held == KeyIndex.ABSENT) {
      return Fate.FATE_UNKNOWN_DECISION;
    }
    if (first) {
      state.endings().add(now + HOLD, position, held);
    }
    return Fate.FATE_HELD;
  }

  private Fate learnValue(CampaignState state, ValueSeen seen, long position, long time) {
    state.encoder(state.encoder().withValue(seen.feature(), seen.value()));
    state.noteValue();
    catalog.add(seen, position, time);
    commit.publish(state);
    return Fate.FATE_ACCEPTED;
  }
}

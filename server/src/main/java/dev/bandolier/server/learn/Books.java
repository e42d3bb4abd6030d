package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of fact needs: the campaigns, the ledger, and the means to settle an entry and to say
 * when it falls due next. Called by the learner's thread, within a step.
 */
final class Books {

  private final Map<Integer, CampaignState> campaigns = new HashMap<>();
  private final RecordView record = new RecordView();
  private final DecisionMade decision = new DecisionMade();
  private final RecordSource journal;
  private final Ledger ledger;
  private final Settler settler = new Settler();

  Books(RecordSource journal, Ledger ledger) {
    this.journal = journal;
    this.ledger = ledger;
  }

  Ledger ledger() {
    return ledger;
  }

  Settler settler() {
    return settler;
  }

  Map<Integer, CampaignState> campaigns() {
    return campaigns;
  }

  @Nullable CampaignState campaign(int uid) {
    return campaigns.get(uid);
  }

  /** The fact of an entry's decision, the same flyweight every time. */
  DecisionMade decisionAt(long position) {
    if (!journal.readAt(position, record)) {
      throw new IllegalStateException("the decision at " + position + " is not in the journal");
    }
    return decision.wrap(record.payload());
  }

  /** Settles one part again, in the state that it is in or comes into. */
  void settle(CampaignState state, Campaign rules, LedgerEntry entry, int part, PartState next) {
    settler.settle(state, rules, entry, decisionAt(entry.position()), part, next);
  }

  /** Settles every part that was shown and is not censored, in the state that it is in. */
  void settleShown(CampaignState state, Campaign rules, LedgerEntry entry) {
    DecisionMade fact = decisionAt(entry.position());
    for (int part = 0; part < entry.parts(); part++) {
      PartState now = entry.state(part);
      if (now == PartState.OPEN || now.isClosed()) {
        settler.settle(state, rules, entry, fact, part, now);
      }
    }
  }

  /** Says when the entry falls due next; {@code moved} where its block is a new one. */
  void schedule(
      CampaignState state, Campaign rules, LedgerEntry entry, long handle, boolean moved) {
    long closing = Schedule.nextClosing(rules, entry);
    long ending = Schedule.ending(rules, entry);
    if (closing != Long.MAX_VALUE && (moved || closing != entry.closing())) {
      state.closings().add(closing, entry.position(), handle);
    }
    if (moved || ending != entry.ending()) {
      state.endings().add(ending, entry.position(), handle);
    }
    entry.closing(closing);
    entry.ending(ending);
  }
}

package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.policy.KeyedGenerator;
import dev.bandolier.server.store.BlockStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of fact needs: the campaigns, the ledger, and the means to settle an entry and to say
 * when it falls due next. Called by the learner's thread, within a step.
 */
final class Books {

  private final Map<Integer, CampaignState> campaigns = new HashMap<>();
  private final RecordView record = new RecordView();
  private final DecisionReader decision;
  private final RecordSource journal;
  private final Ledger ledger;
  private final Settler settler;
  private final KeyedGenerator draws = new KeyedGenerator();
  private @Nullable CampaignState lately;

  Books(RecordSource journal, Ledger ledger, BlockStore store) {
    this.journal = journal;
    this.decision = new DecisionReader(journal);
    this.ledger = ledger;
    this.settler = new Settler(new ChangeWatch(store));
  }

  Ledger ledger() {
    return ledger;
  }

  Settler settler() {
    return settler;
  }

  /** Every campaign by its uid; {@link #add} and {@link #remove} change them. */
  Map<Integer, CampaignState> campaigns() {
    return Collections.unmodifiableMap(campaigns);
  }

  void add(CampaignState state) {
    campaigns.put(state.uid(), state);
    lately = null;
  }

  void remove(int uid) {
    campaigns.remove(uid);
    lately = null;
  }

  /** One campaign; mostly that of the last call, which is not looked up again. */
  @Nullable CampaignState campaign(int uid) {
    if (lately == null || lately.uid() != uid) {
      lately = campaigns.get(uid);
    }
    return lately;
  }

  /** Numbers keyed by a decision's id, the same generator every time. */
  KeyedGenerator draws(Campaign campaign, String decisionId) {
    byte[] id = decisionId.getBytes(StandardCharsets.UTF_8);
    draws.reset(campaign.saltHi(), campaign.saltLo(), id, 0, id.length);
    return draws;
  }

  /** The id of the decision that the fact at a position is about; null where that is gone. */
  @Nullable String decisionIdAt(long position) {
    boolean there = journal.readAt(position, record);
    return there && Fact.read(record.type(), record.payload()) instanceof DecisionFact fact
        ? fact.decisionId()
        : null;
  }

  /** What the fact at an entry's carrier says of its decision, the same flyweight every time. */
  DecisionMade decisionAt(long position) {
    return decision.at(position).fact();
  }

  /** Settles one part again, in the state that it is in or comes into. */
  void settle(CampaignState state, Campaign rules, LedgerEntry entry, int part, PartState next) {
    settler.settle(state, rules, entry, decision.at(entry.carrier()), part, next);
  }

  /** Settles one part of a decision whose fact is at hand. */
  void settle(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      DecisionMade made,
      int part,
      PartState next) {
    settler.settle(state, rules, entry, decision.having(made), part, next);
  }

  /** Settles every part that was shown and is not censored, in the state that it is in. */
  void settleShown(CampaignState state, Campaign rules, LedgerEntry entry) {
    DecisionReader fact = decision.at(entry.carrier());
    for (int part = 0; part < entry.parts(); part++) {
      PartState now = entry.state(part);
      if (now == PartState.OPEN || now.isClosed()) {
        settler.settle(state, rules, entry, fact, part, now);
      }
    }
  }

  /** What has become of a decision; null where it, or its revision, is not known. */
  @Nullable SettledDecision decision(long hi, long lo) {
    long handle = ledger.find(hi, lo);
    return handle == KeyIndex.ABSENT ? null : decision(hi, lo, handle);
  }

  private @Nullable SettledDecision decision(long hi, long lo, long handle) {
    LedgerEntry entry = ledger.read(handle);
    CampaignState state = campaign(entry.campaign());
    Campaign rules = state == null ? null : state.revision(entry.revision());
    return rules == null ? null : SettledDecision.of(entry, rules, hi, lo, false);
  }

  /** Every decision of the ledger, in the journal's order. */
  void forEachDecision(Consumer<SettledDecision> visitor) {
    List<long[]> found = new ArrayList<>(ledger.size());
    ledger.forEach(
        (hi, lo, handle) -> found.add(new long[] {ledger.read(handle).position(), handle}));
    found.sort(Comparator.comparingLong(each -> each[0]));
    for (long[] each : found) {
      long hi = ledger.ownerHi(each[1]);
      SettledDecision decision = decision(hi, ledger.ownerLo(each[1]), each[1]);
      if (decision != null) {
        visitor.accept(decision);
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

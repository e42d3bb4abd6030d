package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.server.statistics.FeedState;
import dev.bandolier.server.statistics.LabelStatistics;
import dev.bandolier.server.statistics.Settlements;
import dev.bandolier.server.statistics.SlotChanges;
import dev.bandolier.server.statistics.SlotSettlement;
import dev.bandolier.server.statistics.SlotStatistics;
import dev.bandolier.server.statistics.Statistics;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.SettlementState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the tallies and the ledger, on the learner's thread and so between two facts; any thread
 * may ask, and waits.
 */
public final class LedgerStatistics implements Statistics, Settlements {

  private final Learner learner;
  private final BlockStore store;

  /** Answers what the learner knows. */
  public LedgerStatistics(Learner learner) {
    this.learner = learner;
    this.store = learner.store();
  }

  @Override
  public @Nullable CampaignStatistics of(Campaign campaign, @Nullable String label) {
    return ask(() -> read(campaign.uid(), label)).orElse(null);
  }

  @Override
  public List<SlotSettlement> of(int campaign, long keyHi, long keyLo) {
    return ask(() -> Optional.of(settlements(keyHi, keyLo))).orElse(List.of());
  }

  private <T> Optional<T> ask(Supplier<Optional<T>> question) {
    try {
      return learner.ask(question).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the learner does not answer", e.getCause());
    }
  }

  private List<SlotSettlement> settlements(long keyHi, long keyLo) {
    Ledger ledger = learner.books().ledger();
    long handle = ledger.find(keyHi, keyLo);
    List<SlotSettlement> result = new ArrayList<>();
    if (handle != KeyIndex.ABSENT) {
      LedgerEntry entry = ledger.read(handle);
      for (int part = 0; part < entry.parts(); part++) {
        result.add(
            new SlotSettlement(
                entry.slotUid(part),
                entry.positionOf(part),
                state(entry.state(part)),
                entry.reward(part)));
      }
    }
    return result;
  }

  private static SettlementState state(PartState state) {
    return switch (state) {
      case WAITING -> SettlementState.SETTLEMENT_STATE_WAITING;
      case OPEN -> SettlementState.SETTLEMENT_STATE_OPEN;
      case REWARDED -> SettlementState.SETTLEMENT_STATE_REWARDED;
      case DEFAULTED -> SettlementState.SETTLEMENT_STATE_DEFAULTED;
      case CENSORED -> SettlementState.SETTLEMENT_STATE_CENSORED;
    };
  }

  Optional<CampaignStatistics> read(int uid, @Nullable String label) {
    CampaignState state = learner.books().campaign(uid);
    if (state == null) {
      return Optional.empty();
    }
    List<SlotStatistics> overall = label == null ? slots(state, Tallies.OVERALL) : List.of();
    return Optional.of(
        new CampaignStatistics(
            learner.foldedPosition(),
            learner.foldedTime(),
            overall,
            labels(state, label),
            state.open(),
            fates(state),
            feed(state),
            state.untracked(),
            changes(state)));
  }

  private static List<SlotChanges> changes(CampaignState state) {
    Changes changes = state.changes();
    return state.campaign().slots().stream()
        .filter(slot -> changes.handle(slot.uid()) != SlotBlocks.NONE)
        .map(
            slot ->
                new SlotChanges(slot.uid(), changes.count(slot.uid()), changes.latest(slot.uid())))
        .toList();
  }

  private FeedState feed(CampaignState state) {
    long clock = state.closingClock(learner.foldedTime());
    return new FeedState(state.feed().isHeld(), clock, state.feed().newest());
  }

  private List<LabelStatistics> labels(CampaignState state, @Nullable String only) {
    List<LabelStatistics> result = new ArrayList<>();
    for (String label : only == null ? state.tallies().labels() : List.of(only)) {
      int number = state.tallies().findLabel(label);
      if (number >= 0) {
        result.add(new LabelStatistics(label, slots(state, number)));
      }
    }
    return result;
  }

  private List<SlotStatistics> slots(CampaignState state, int label) {
    List<SlotStatistics> result = new ArrayList<>();
    for (Slot slot : state.campaign().slots()) {
      result.add(
          new SlotStatistics(
              slot.uid(), arms(state, slot, label, false), arms(state, slot, label, true)));
    }
    return result;
  }

  private List<ArmStatistics> arms(CampaignState state, Slot slot, int label, boolean holdout) {
    List<ArmStatistics> result = new ArrayList<>();
    Tallies tallies = state.tallies();
    long total = tallies.find(slot.uid(), Tallies.ALL_ARMS, label, holdout);
    long decisions =
        total == KeyIndex.ABSENT ? 0 : Tally.decisions(store.memory(total), store.current(total));
    for (Arm arm : slot.arms()) {
      long tally = tallies.find(slot.uid(), arm.uid(), label, holdout);
      result.add(
          tally == KeyIndex.ABSENT
              ? new ArmStatistics(arm.uid(), 0, 0, 0, 0, 0, 0, 0, 0)
              : arm(arm.uid(), store.memory(tally), store.current(tally), decisions));
    }
    return result;
  }

  private static ArmStatistics arm(int uid, Memory memory, int payload, long slotDecisions) {
    long valued = Tally.valued(memory, payload);
    double sum = Tally.rewardSum(memory, payload);
    return new ArmStatistics(
        uid,
        Tally.decisions(memory, payload),
        Tally.closed(memory, payload),
        Tally.rewarded(memory, payload),
        sum,
        valued == 0 ? 0 : sum / valued,
        Tally.share(memory, payload, slotDecisions),
        Tally.censored(memory, payload),
        Tally.clipped(memory, payload));
  }

  private static Map<Fate, Long> fates(CampaignState state) {
    Map<Fate, Long> result = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      if (fate != Fate.UNRECOGNIZED && state.count(fate) > 0) {
        result.put(fate, state.count(fate));
      }
    }
    return result;
  }
}

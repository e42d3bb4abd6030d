package dev.bandolier.server.learn;

import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.model.SparseVector;

/**
 * Learns from decisions that were made elsewhere, by their weights. They never enter the ledger and are in no statistics. One that
 * was encoded for another revision of the campaign teaches nothing. Called by the learner's thread, within a step.
 */
final class ImportedFold {

  private final Settler settler;
  private final DecisionMade decision = new DecisionMade();
  private final SparseVector vector = new SparseVector(64);

  ImportedFold(Settler settler) {
    this.settler = settler;
  }

  /**
   * Learns from one.
   *
   * @param time of the import, epoch milliseconds; forgetting counts from there
   */
  void fold(CampaignState state, DecisionImported fact, long time) {
    decision.wrap(fact.payload());
    if (fact.weight() > 0.0 && decision.revision() == state.campaign().revision()) {
      for (int i = 0; i < decision.slotCount(); i++) {
        load(decision.seekSlot(i));
        teach(state, decision.chosenArm(0), fact.rewards().get(i), fact.weight(), time);
      }
      settler.markMoved();
    }
  }

  private void teach(CampaignState state, int arm, double reward, double weight, long time) {
    int slot = decision.slotUid();
    long ticks = state.fading().ticks(slot, time);
    if (state.campaign().learnsLogits()) {
      state.models().teacher().teachLogit(slot, arm, vector, Double.NaN, reward, 0, weight, ticks);
    } else {
      state.models().teacher().teach(slot, arm, vector, Double.NaN, reward, weight, ticks);
    }
  }

  private void load(DecisionMade slot) {
    vector.clear();
    for (int i = 1; i < slot.nonZeros(); i++) {
      vector.add(slot.index(i), slot.value(i));
    }
  }
}

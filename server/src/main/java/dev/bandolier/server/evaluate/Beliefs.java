package dev.bandolier.server.evaluate;

import java.util.HashMap;
import java.util.Map;

/** What rewards have taught of all slots. One thread. */
final class Beliefs {

  private final Map<Integer, SlotBelief> slots = new HashMap<>();
  private final double prior;
  private final MemoryBudget budget;

  Beliefs(double prior, MemoryBudget budget) {
    this.prior = prior;
    this.budget = budget;
  }

  SlotBelief slot(int uid) {
    return slots.computeIfAbsent(uid, fresh -> new SlotBelief(prior, budget));
  }

  /** Learns every reward of a row that counts. */
  void learn(LoggedRow row) {
    for (LoggedSlot slot : row.slots()) {
      SlotBelief belief = slot(slot.slotUid());
      for (int i = 0; i < slot.chosen().length; i++) {
        if (!Double.isNaN(slot.rewards()[i])) {
          belief.learn(slot.arms()[slot.chosen()[i]], slot.vector(), slot.rewards()[i]);
        }
      }
    }
  }

  /** Forgets a slot. */
  void reset(int uid) {
    slots.remove(uid);
  }
}

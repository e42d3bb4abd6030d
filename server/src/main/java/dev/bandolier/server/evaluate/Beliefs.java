package dev.bandolier.server.evaluate;

import java.util.HashMap;
import java.util.Map;

/** What rewards have taught of all slots. One thread. */
final class Beliefs {

  private final Map<Integer, SlotBelief> slots = new HashMap<>();
  private final double prior;
  private final boolean logits;
  private final MemoryBudget budget;

  /**
   * Nothing was taught yet.
   *
   * @param prior λ
   * @param logits whether chances of a reward are learned, in logits, instead of rewards
   */
  Beliefs(double prior, boolean logits, MemoryBudget budget) {
    this.prior = prior;
    this.logits = logits;
    this.budget = budget;
  }

  SlotBelief slot(int uid) {
    return slots.computeIfAbsent(uid, fresh -> new SlotBelief(prior, logits, budget));
  }

  /**
   * Learns every reward of a row that counts.
   *
   * @throws EvaluationException if logits are learned and a reward lies outside 0 to 1
   */
  void learn(LoggedRow row) {
    for (LoggedSlot slot : row.slots()) {
      SlotBelief belief = slot(slot.slotUid());
      for (int i = 0; i < slot.chosen().length; i++) {
        double reward = slot.rewards()[i];
        if (!Double.isNaN(reward)) {
          requireLearnable(reward, row);
          belief.learn(slot.arms()[slot.chosen()[i]], slot.vector(), reward);
        }
      }
    }
  }

  private void requireLearnable(double reward, LoggedRow row) {
    if (logits && !(reward >= 0.0 && reward <= 1.0)) {
      throw new EvaluationException(
          "the decision at position %d has the reward %s, and LOGISTIC_THOMPSON learns rewards from 0 to 1 only"
              .formatted(row.position(), reward));
    }
  }
}

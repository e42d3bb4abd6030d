package dev.bandolier.server.evaluate;

import dev.bandolier.server.policy.Estimates;
import org.jspecify.annotations.Nullable;

/**
 * What a slot's arms are expected to yield in a context: a ridge regression an arm, fitted row by row on the rows before, so that no
 * prediction knows its own reward. One thread.
 */
final class RewardModel {

  private final Beliefs beliefs;
  private final @Nullable RewardRange range;
  private final Estimates estimates = new Estimates();

  /**
   * A model that knows nothing.
   *
   * @param prior λ of the ridge
   * @param range predictions are kept within it; null: as they come
   */
  RewardModel(double prior, @Nullable RewardRange range, MemoryBudget budget) {
    this.beliefs = new Beliefs(prior, false, budget);
    this.range = range;
  }

  /** Writes the prediction for each of a slot's eligible arms. */
  void predict(LoggedSlot slot, double[] into) {
    beliefs.slot(slot.slotUid()).score(slot.arms(), slot.vector(), estimates);
    for (int i = 0; i < slot.arms().length; i++) {
      into[i] = range == null ? estimates.mean(i) : clipped(range, estimates.mean(i));
    }
  }

  private static double clipped(RewardRange range, double value) {
    return Math.max(range.least(), Math.min(range.greatest(), value));
  }

  void learn(LoggedRow row) {
    beliefs.learn(row);
  }
}

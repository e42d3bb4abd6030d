package dev.bandolier.server.evaluate;

import dev.bandolier.server.model.SparseVector;

/**
 * One slot of a logged decision whose rewards are known. Its arrays are shared and not to be written.
 *
 * @param slotUid the slot
 * @param vector the context as it was encoded then
 * @param arms uids of the K eligible arms
 * @param pmf K probabilities at position 0, floor included; NaN where only the chosen arm's is known
 * @param chosen which of the eligible arms was chosen, by position: each in [0, K)
 * @param propensity the probability of each of these, given those before it; above 0
 * @param rewards by position, by the campaign's rules; NaN where it does not count (censored)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LoggedSlot(
    int slotUid,
    SparseVector vector,
    int[] arms,
    double[] pmf,
    int[] chosen,
    double[] propensity,
    double[] rewards) {

  /** Whether the reward of every position counts. */
  boolean isWhole() {
    for (double reward : rewards) {
      if (Double.isNaN(reward)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all K probabilities are known. */
  boolean hasWholePmf() {
    for (double p : pmf) {
      if (Double.isNaN(p)) {
        return false;
      }
    }
    return true;
  }
}

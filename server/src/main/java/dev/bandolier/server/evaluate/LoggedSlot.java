package dev.bandolier.server.evaluate;

import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.model.SparseVector;
import java.util.Arrays;

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

  /**
   * The slot that a decision's fact speaks of.
   *
   * @param rewards by position; NaN where it does not count
   */
  public static LoggedSlot of(DecisionMade made, double[] rewards) {
    SparseVector vector = new SparseVector(made.nonZeros());
    for (int i = 1; i < made.nonZeros(); i++) {
      vector.add(made.index(i), made.value(i));
    }
    int[] arms = new int[made.eligible()];
    double[] pmf = new double[arms.length];
    Arrays.setAll(arms, made::armUid);
    Arrays.setAll(pmf, i -> made.wouldBe() < 0 ? made.pmf(i) : Double.NaN);
    int[] chosen = new int[made.count()];
    double[] propensity = new double[chosen.length];
    Arrays.setAll(chosen, made::chosen);
    Arrays.setAll(propensity, made::propensity);
    return new LoggedSlot(made.slotUid(), vector, arms, pmf, chosen, propensity, rewards);
  }

  /** The same in another context. */
  public LoggedSlot with(SparseVector other) {
    return new LoggedSlot(slotUid, other, arms, pmf, chosen, propensity, rewards);
  }

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

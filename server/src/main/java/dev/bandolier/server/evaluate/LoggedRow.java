package dev.bandolier.server.evaluate;

import java.util.List;

/**
 * A logged decision that is closed, with what came of it.
 *
 * @param position where its fact stands in the journal
 * @param time when it was made, epoch milliseconds
 * @param slots in the campaign's order; at least one
 */
public record LoggedRow(long position, long time, List<LoggedSlot> slots) {

  /** The mean of the rewards that count, over slots and positions: what the decision earned; NaN without any. */
  public double reward() {
    double sum = 0.0;
    int count = 0;
    for (LoggedSlot slot : slots) {
      for (double reward : slot.rewards()) {
        sum += Double.isNaN(reward) ? 0.0 : reward;
        count += Double.isNaN(reward) ? 0 : 1;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** The smallest probability that the log gave an eligible arm of any slot, as far as it is known. */
  double leastPropensity() {
    double least = 1.0;
    for (LoggedSlot slot : slots) {
      for (double p : slot.pmf()) {
        least = p < least ? p : least;
      }
      for (double p : slot.propensity()) {
        least = Math.min(least, p);
      }
    }
    return least;
  }
}

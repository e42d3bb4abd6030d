package dev.bandolier.server.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * The mean reward of one group of decisions. Rewards beyond the declared bounds, which another revision may have had, count as the bound.
 * One thread.
 */
public final class GroupMean {

  private final @Nullable RewardRange range;
  private final @Nullable ConfidenceSequence sequence;
  private double sum;
  private long count;

  /**
   * A group without decisions.
   *
   * @param range of a decision's reward; null where it has none
   * @param level with which the interval holds at all times together, in (0, 1)
   */
  public GroupMean(@Nullable RewardRange range, double level) {
    this.range = range;
    this.sequence =
        range == null ? null : new ConfidenceSequence(range.least(), range.greatest(), level);
  }

  /** Takes a decision's reward in. */
  public void add(double reward) {
    sum += reward;
    count++;
    if (range != null && sequence != null) {
      sequence.add(Math.max(range.least(), Math.min(range.greatest(), reward)));
    }
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  /** Their mean; 0 before the first. */
  public double mean() {
    return count == 0 ? 0.0 : sum / (double) count;
  }

  /** Where the mean of the group lies; anywhere, where rewards have no bounds. */
  public Interval interval() {
    return sequence == null
        ? new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
        : sequence.interval();
  }
}

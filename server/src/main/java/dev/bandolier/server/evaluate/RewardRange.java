package dev.bandolier.server.evaluate;

import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.RewardRule;
import org.jspecify.annotations.Nullable;

/**
 * Between what a slot's reward can lie.
 *
 * @param least finite
 * @param greatest finite, above {@code least}
 */
public record RewardRange(double least, double greatest) {

  private static final double ROUNDING = 1e-9;

  /** Checks that it is a range. */
  public RewardRange {
    if (!(least < greatest && Double.isFinite(greatest - least))) {
      throw new IllegalArgumentException("a range from " + least + " to " + greatest);
    }
  }

  /**
   * As a campaign declares it: its reward bounds, or else what its rules can add up to, the default reward included.
   *
   * @param definition filled with defaults
   * @return null where rewards have no bound
   */
  public static @Nullable RewardRange of(Campaign definition) {
    if (definition.hasRewardBounds()) {
      RewardBounds bounds = definition.getRewardBounds();
      return new RewardRange(bounds.getMin(), bounds.getMax());
    }
    double least = 0.0;
    double greatest = 0.0;
    for (RewardRule rule : definition.getRewardRulesList()) {
      if (rule.getAggregation() == Aggregation.AGGREGATION_SUM) {
        return null;
      }
      least += Math.min(0.0, least(rule));
      greatest += Math.max(0.0, greatest(rule));
    }
    least = Math.min(least, definition.getDefaultReward());
    greatest = Math.max(greatest, definition.getDefaultReward());
    return least < greatest ? new RewardRange(least, greatest) : null;
  }

  private static double least(RewardRule rule) {
    RewardBounds values = rule.getValueRange();
    return rule.getUsesValue()
        ? Math.min(rule.getReward() * values.getMin(), rule.getReward() * values.getMax())
        : rule.getReward();
  }

  private static double greatest(RewardRule rule) {
    RewardBounds values = rule.getValueRange();
    return rule.getUsesValue()
        ? Math.max(rule.getReward() * values.getMin(), rule.getReward() * values.getMax())
        : rule.getReward();
  }

  /** Whether a reward lies in it, but for rounding. */
  boolean has(double reward) {
    double slack = ROUNDING * (greatest - least);
    return reward >= least - slack && reward <= greatest + slack;
  }

  /** A reward scaled to [0, 1]; one beyond the range is taken for its end. */
  double unit(double reward) {
    return Math.max(0.0, Math.min(1.0, (reward - least) / (greatest - least)));
  }

  /** What {@link #unit} made of a reward, undone. */
  double reward(double unit) {
    return least + (greatest - least) * unit;
  }
}

package dev.bandolier.server.campaign;

import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.RewardBounds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decision's outcomes are worth: per name by that rule's aggregation, the names summed, then
 * clipped to the campaign's bounds. Immutable; {@link Sheet} is where one slot's outcomes are
 * settled.
 */
public final class RewardRules {

  private final Rule[] rules;
  private final Map<String, Integer> byName = new HashMap<>();
  private final double least;
  private final double greatest;
  private final double defaultReward;

  private RewardRules(Rule[] rules, Campaign definition) {
    this.rules = rules;
    for (int i = 0; i < rules.length; i++) {
      byName.put(rules[i].outcome(), i);
    }
    boolean bounded = definition.hasRewardBounds();
    RewardBounds bounds = definition.getRewardBounds();
    least = bounded ? bounds.getMin() : Double.NEGATIVE_INFINITY;
    greatest = bounded ? bounds.getMax() : Double.POSITIVE_INFINITY;
    defaultReward = definition.getDefaultReward();
  }

  /** Compiles the rules of a valid definition that is filled with defaults. */
  static RewardRules compile(Campaign definition) {
    List<String> slots =
        definition.getSlotsList().stream().map(dev.bandolier.v1.Slot::getName).toList();
    List<String> names =
        definition.getRewardRulesList().stream()
            .map(dev.bandolier.v1.RewardRule::getOutcome)
            .toList();
    return new RewardRules(
        definition.getRewardRulesList().stream()
            .map(rule -> new Rule(rule, slots, names))
            .toArray(Rule[]::new),
        definition);
  }

  /** How many rules there are. */
  public int size() {
    return rules.length;
  }

  /** The rule at an index in [0, size). */
  public Rule rule(int index) {
    return rules[index];
  }

  /** The index of the rule for outcomes of that name, or -1. */
  public int ruleOf(String outcome) {
    return byName.getOrDefault(outcome, -1);
  }

  /** The reward of a slot without outcomes. */
  public double defaultReward() {
    return defaultReward;
  }

  /** The longest window of a rule that credits the slot; 0 where none does. */
  public long windowMillis(int slotIndex) {
    return Arrays.stream(rules)
        .filter(rule -> rule.credits(slotIndex))
        .mapToLong(Rule::windowMillis)
        .max()
        .orElse(0);
  }

  /** Whether a rule that credits the slot requires other outcomes. */
  public boolean gated(int slotIndex) {
    return Arrays.stream(rules).anyMatch(rule -> rule.credits(slotIndex) && rule.gates());
  }

  /** A new scratch sheet for these rules. */
  public Sheet newSheet() {
    return new Sheet(this);
  }

  /**
   * Settles one slot and position of one decision, again and again without allocating: {@link
   * #reset}, {@link #add} for every outcome that is neither retracted nor replaced, in the order of
   * arrival, {@link #settle}, then the results. The same outcomes in the same order give the same
   * bits. Not thread-safe.
   */
  public static final class Sheet {

    private final RewardRules rules;
    private final int[] counts;
    private final double[] numbers;
    private final long[] times;
    private final boolean[] seen;
    private final boolean[] machine;
    private final boolean[] valueClipped;

    private double reward;
    private boolean credited;
    private boolean unknowable;
    private boolean requirementMet;
    private boolean clipped;

    private Sheet(RewardRules rules) {
      this.rules = rules;
      counts = new int[rules.size()];
      numbers = new double[rules.size()];
      times = new long[rules.size()];
      seen = new boolean[rules.size()];
      machine = new boolean[rules.size()];
      valueClipped = new boolean[rules.size()];
    }

    /** Forgets all outcomes. */
    public Sheet reset() {
      Arrays.fill(counts, 0);
      Arrays.fill(seen, false);
      Arrays.fill(machine, false);
      Arrays.fill(valueClipped, false);
      return this;
    }

    /**
     * Adds an outcome that was reported for this slot and position, or for all. What a machine
     * caused is worth nothing and meets no requirement.
     *
     * @param rule the index of the outcome's rule
     * @param value the outcome's value; ignored where the rule does not use it
     * @param time when it happened, epoch milliseconds; among equal times the order of adding counts
     * @param byMachine whether a machine caused it
     */
    public Sheet add(int rule, double value, long time, boolean byMachine) {
      if (byMachine) {
        machine[rule] = true;
      } else {
        seen[rule] = true;
        valueClipped[rule] |= rules.rule(rule).clips(value);
        aggregate(rule, rules.rule(rule).worth(value), time);
        counts[rule]++;
      }
      return this;
    }

    /**
     * Notes an outcome that was reported for another slot or position only: it is worth nothing
     * here, but meets requirements, unless a machine caused it.
     */
    public Sheet addElsewhere(int rule, boolean byMachine) {
      seen[rule] |= !byMachine;
      return this;
    }

    private void aggregate(int rule, double worth, long time) {
      if (counts[rule] == 0) {
        keep(rule, worth, time);
        return;
      }
      switch (rules.rule(rule).aggregation()) {
        case AGGREGATION_LAST -> keepIf(time >= times[rule], rule, worth, time);
        case AGGREGATION_MAX -> keepIf(worth > numbers[rule], rule, worth, time);
        case AGGREGATION_SUM -> numbers[rule] += worth;
        default -> keepIf(time < times[rule], rule, worth, time);
      }
    }

    private void keepIf(boolean better, int rule, double worth, long time) {
      if (better) {
        keep(rule, worth, time);
      }
    }

    private void keep(int rule, double worth, long time) {
      numbers[rule] = worth;
      times[rule] = time;
    }

    /** Fills the results for the slot at that index. */
    public Sheet settle(int slotIndex) {
      reward = 0;
      credited = false;
      unknowable = false;
      requirementMet = true;
      clipped = false;
      for (int rule = 0; rule < counts.length; rule++) {
        if (rules.rule(rule).credits(slotIndex)) {
          credit(rule);
        }
      }
      bound();
      return this;
    }

    private void credit(int rule) {
      unknowable |= machine[rule] && rules.rule(rule).machineMakesUnknowable();
      for (int required : rules.rule(rule).requires()) {
        requirementMet &= seen[required];
      }
      if (counts[rule] > 0) {
        credited = true;
        reward += numbers[rule];
        clipped |= valueClipped[rule];
      }
    }

    private void bound() {
      if (credited) {
        clipped |= reward < rules.least || reward > rules.greatest;
        reward = Math.max(rules.least, Math.min(rules.greatest, reward));
      } else {
        reward = rules.defaultReward;
      }
    }

    /** The slot's reward: the default one where nothing counts. */
    public double reward() {
      return reward;
    }

    /** Whether at least one outcome counts. */
    public boolean credited() {
      return credited;
    }

    /** Whether a machine's outcome hides what a person did: the slot is to be censored. */
    public boolean unknowable() {
      return unknowable;
    }

    /** Whether all outcomes that the slot's rules require were seen. */
    public boolean requirementMet() {
      return requirementMet;
    }

    /** Whether an outcome's value or the reward was clipped. */
    public boolean clipped() {
      return clipped;
    }
  }
}

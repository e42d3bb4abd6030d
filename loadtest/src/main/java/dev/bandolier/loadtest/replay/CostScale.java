package dev.bandolier.loadtest.replay;

import java.util.Locale;

/**
 * How rewards are told to Vowpal Wabbit, which learns costs. Its learners begin by expecting a cost of 0, so
 * that the scale says whether an arm that nobody tried looks good or bad: with Bietti, Agarwal and Langford, "A
 * Contextual Bandit Bake-off" (JMLR 2021), where scales are called encodings, it is one of the settings that matter most.
 */
enum CostScale {
  /** From 0, the best reward, to 1, the worst: what was not tried looks best. */
  UNIT {
    @Override
    double cost(RewardRange range, double reward) {
      return (range.max() - reward) / (range.max() - range.min());
    }
  },

  /** From −1, the best reward, to 0, the worst: what was not tried looks worst. */
  NEGATED {
    @Override
    double cost(RewardRange range, double reward) {
      return UNIT.cost(range, reward) - 1;
    }
  },

  /** The reward's negative: what was not tried looks as if it earned nothing. */
  RAW {
    @Override
    double cost(RewardRange range, double reward) {
      return -reward;
    }
  };

  /** The cost of a reward. */
  abstract double cost(RewardRange range, double reward);

  /** What the algorithms are told of the costs' range that ask for it; 0 to 1 is what they think anyway. */
  String arguments(String algorithm, RewardRange range) {
    if (this == UNIT || !algorithm.contains("--squarecb") && !algorithm.contains("--regcb")) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        " --cb_min_cost %s --cb_max_cost %s",
        cost(range, range.max()),
        cost(range, range.min()));
  }

  /** As in the names of peers. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

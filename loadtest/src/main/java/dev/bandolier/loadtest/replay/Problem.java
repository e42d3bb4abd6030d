package dev.bandolier.loadtest.replay;

import java.util.OptionalLong;

/** A data set, or one group of it, as something to decide: one campaign per run. Immutable. */
interface Problem {

  /** As it stands in the results. */
  String name();

  Arms arms();

  ContextFeatures features();

  /** The rewards that may be revealed. */
  RewardRange range();

  /** Decisions of one run. */
  int rounds();

  /** After how many further decisions a decision's reward is told. */
  default int delay() {
    return 0;
  }

  /**
   * One pass.
   *
   * @param seed shuffles and keys the draws; absent: the file's order, with draws keyed by 0
   */
  Episode episode(OptionalLong seed);
}

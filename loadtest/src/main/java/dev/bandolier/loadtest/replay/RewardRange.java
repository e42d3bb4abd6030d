package dev.bandolier.loadtest.replay;

/**
 * What rewards are possible; a range of width 0 is widened by 1, since a rule needs min below max.
 */
record RewardRange(double min, double max) {
  RewardRange {
    max = max > min ? max : min + 1;
  }
}

package dev.bandolier.server.statistics;

/**
 * What one arm has done. A decision with several positions counts once for each.
 *
 * @param arm the arm's uid
 * @param decisions times it was chosen
 * @param closed of these, those whose window closed, with a reward or with the default
 * @param rewarded of these, those for which at least one outcome counts
 * @param rewardSum the rewards so far of decisions that are open or closed and not censored
 * @param rewardMean {@code rewardSum} over the decisions that were shown and not censored; 0 for none
 * @param share its share of the slot's latest traffic, in [0, 1]
 * @param censored those that were censored
 * @param clipped outcomes whose value or reward was clipped
 */
public record ArmStatistics(
    int arm,
    long decisions,
    long closed,
    long rewarded,
    double rewardSum,
    double rewardMean,
    double share,
    long censored,
    long clipped) {}

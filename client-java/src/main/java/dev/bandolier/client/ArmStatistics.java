package dev.bandolier.client;

/**
 * What one arm has done. A decision with several positions counts once for each.
 *
 * @param arm the arm's id
 * @param decisions times it was chosen
 * @param closed of these, those whose window closed, with a reward or with the default
 * @param rewarded of these, those for which at least one outcome counts
 * @param rewardSum the sum of the rewards so far of decisions that are not censored
 * @param rewardMean that over the decisions that were shown and not censored
 * @param share its share of the latest traffic, about the last thousand decisions of the slot, in [0, 1]
 * @param censored those that were censored
 * @param clipped outcomes whose value or reward was clipped
 */
public record ArmStatistics(
    String arm,
    long decisions,
    long closed,
    long rewarded,
    double rewardSum,
    double rewardMean,
    double share,
    long censored,
    long clipped) {}

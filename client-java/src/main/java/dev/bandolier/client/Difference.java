package dev.bandolier.client;

import java.util.OptionalDouble;

/**
 * What another way of deciding would have earned more than what served, in units of a reward.
 *
 * @param name the candidate, or {@code slot/arm} for the policy without that arm
 * @param decisions on how many closed decisions
 * @param value the estimate; empty without any
 * @param low the lower end of its interval, which holds however often one looks
 * @param high the upper end
 * @param error with what probability each end ever fails
 */
public record Difference(
    String name, long decisions, OptionalDouble value, double low, double high, double error) {}

package dev.bandolier.client;

import java.util.OptionalDouble;

/**
 * What one estimator says; empty where a figure does not exist.
 *
 * @param value the estimate, in units of a reward
 * @param low the lower end of its 95 % interval for this number of decisions
 * @param high the upper end
 * @param csLow the lower end of its 95 % confidence sequence, which holds however often one looks
 * @param csHigh the upper end
 * @param ess effective sample size
 * @param maxWeight the largest weight
 * @param clip what weights were clipped at, or above which they were not used
 */
public record ValueEstimate(
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    OptionalDouble csLow,
    OptionalDouble csHigh,
    double ess,
    OptionalDouble maxWeight,
    OptionalDouble clip) {}

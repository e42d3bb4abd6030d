package dev.bandolier.server.evaluate;

/**
 * What one estimator says of a policy's value. NaN where a figure does not exist.
 *
 * @param value the estimate, in units of a reward
 * @param fixed the 95 % interval for the number of rows as it is
 * @param anytime what the 95 % confidence sequence says after these rows
 * @param ess effective sample size (Σw)²/Σw²
 * @param maxWeight the largest weight
 * @param clip what weights were clipped at, or above which they were not used
 */
public record Estimate(
    double value, Interval fixed, Interval anytime, double ess, double maxWeight, double clip) {}

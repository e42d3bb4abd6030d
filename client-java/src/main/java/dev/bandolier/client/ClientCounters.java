package dev.bandolier.client;

/**
 * What a client has done since it was made, and what it holds. The figures are read one after another.
 *
 * @param decisions decisions asked for, items of batches too
 * @param fallbacks of these, those that got the caller's fallback
 * @param retries calls that were sent again
 * @param buffered outcomes, activations, censorings and retractions that are not acknowledged yet
 * @param refused of those, how many found the buffer full and were not taken
 * @param censorsDropped the client's own censorings that found their buffer full, or were given up
 */
public record ClientCounters(
    long decisions,
    long fallbacks,
    long retries,
    long buffered,
    long refused,
    long censorsDropped) {}

package dev.bandolier.server.statistics;

/**
 * What is known of the feed that brings a campaign's outcomes. Times are epoch milliseconds.
 *
 * @param expiryHeld whether expiry is held by hand
 * @param closingTime windows that end at or before it are closed, or about to be
 * @param newestOutcome the newest outcome's own time; 0 for none
 */
public record FeedState(boolean expiryHeld, long closingTime, long newestOutcome) {}

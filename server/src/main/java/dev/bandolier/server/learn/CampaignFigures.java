package dev.bandolier.server.learn;

/**
 * What a meter reads of one campaign.
 *
 * @param campaign its name
 * @param open decisions that are open
 * @param drift the largest relative error of an arm's A⁻¹ that its last refresh found and repaired
 * @param newestOutcome its newest outcome's own time in epoch milliseconds; 0 for none
 * @param expiryHeld whether expiry is held by hand
 */
public record CampaignFigures(
    String campaign, long open, double drift, long newestOutcome, boolean expiryHeld) {}

package dev.bandolier.server.learn;

/**
 * What a meter reads of one campaign.
 *
 * @param campaign its name
 * @param open decisions that are open
 * @param drift the largest relative error of an arm's A⁻¹ that its last refresh found and repaired
 */
public record CampaignFigures(String campaign, long open, double drift) {}

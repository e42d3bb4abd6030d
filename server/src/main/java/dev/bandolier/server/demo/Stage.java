package dev.bandolier.server.demo;

import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.statistics.Statistics;

/**
 * The rooms that a demonstration plays in.
 *
 * @param campaigns the campaigns as they are now
 * @param management makes the sample campaign
 * @param decider decides
 * @param feedback takes what the audience does
 * @param statistics tells what was learned
 */
public record Stage(
    Campaigns campaigns,
    Management management,
    Decider decider,
    Feedback feedback,
    Statistics statistics) {}

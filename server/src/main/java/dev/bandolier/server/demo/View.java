package dev.bandolier.server.demo;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.statistics.CampaignStatistics;

/**
 * What there is to show at one moment.
 *
 * @param seconds since the start
 * @param campaign the campaign as it is now
 * @param statistics the server's own
 * @param scores the sender's own
 */
record View(long seconds, Campaign campaign, CampaignStatistics statistics, Scoreboard scores) {

  String clock() {
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}

package dev.bandolier.server.statistics;

import dev.bandolier.server.campaign.Campaign;
import org.jspecify.annotations.Nullable;

/** Tells what campaigns have done. Any thread may ask. */
public interface Statistics {

  /**
   * A campaign's statistics.
   *
   * @param label only those of one label, as {@code key=value}; null: overall, and every label's
   * @return null if nothing is known of the campaign yet
   */
  @Nullable CampaignStatistics of(Campaign campaign, @Nullable String label);
}

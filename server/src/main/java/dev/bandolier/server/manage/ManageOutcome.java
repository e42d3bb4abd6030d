package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.Campaign;

/** What has become of a wish to change a campaign. */
public sealed interface ManageOutcome {

  /**
   * It was done, or would be.
   *
   * @param campaign as it is now (a deleted one: as it was)
   * @param position where the change took effect; 0 where it was only validated
   */
  record Changed(Campaign campaign, long position) implements ManageOutcome {}

  /**
   * Nothing was changed.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements ManageOutcome {}
}

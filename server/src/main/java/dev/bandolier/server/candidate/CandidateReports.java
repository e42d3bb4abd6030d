package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.v1.GetCandidatesResponse;

/** Tells what is known of campaigns' candidates. Any thread. */
public interface CandidateReports {

  /** What is known by now; of a campaign that nothing is compared for, its name and revision. Never blocks. */
  GetCandidatesResponse of(Campaign campaign);

  /** How a candidate stands now; blocks its caller for some seconds at most. */
  Standing standing(Campaign campaign, String candidate);
}

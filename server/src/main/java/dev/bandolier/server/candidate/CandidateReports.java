package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.v1.GetCandidatesResponse;

/** Tells what is known of campaigns' candidates. Any thread; never blocks. */
@FunctionalInterface
public interface CandidateReports {

  /** What is known by now; of a campaign that nothing is compared for, its name and revision. */
  GetCandidatesResponse of(Campaign campaign);
}

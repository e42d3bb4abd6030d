package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import java.util.List;

/** What was found for a page of campaigns. */
public sealed interface ListOutcome {

  /**
   * A page.
   *
   * @param campaigns sorted by name
   * @param nextToken for the next page; empty on the last one
   */
  record Page(List<Campaign> campaigns, String nextToken) implements ListOutcome {}

  /**
   * Nothing.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements ListOutcome {}
}

package dev.bandolier.server;

import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** Which campaign a command is about. */
final class CampaignOption {

  @Option(
      names = "--campaign",
      required = true,
      showDefaultValue = Help.Visibility.NEVER,
      paramLabel = "NAME",
      description = "The campaign, as in campaigns/spring-mail; 'campaigns/' may be left out.")
  private String campaign = "";

  /** Its resource name. */
  String name() {
    return campaign.contains("/") ? campaign : "campaigns/" + campaign;
  }
}

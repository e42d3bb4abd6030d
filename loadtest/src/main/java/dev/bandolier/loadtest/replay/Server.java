package dev.bandolier.loadtest.replay;

/** The server as a replay sees it. Safe for several threads. */
interface Server extends AutoCloseable {

  /**
   * Makes a campaign.
   *
   * @param definition in the proto3 JSON mapping
   * @throws ReplayException where the server refuses it or is gone
   */
  ServedCampaign create(String definition);

  @Override
  void close();
}

package dev.bandolier.loadtest.replay;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The server as a replay sees it. Safe for several threads. */
interface Server extends AutoCloseable {

  /**
   * Makes a campaign.
   *
   * @param name its resource name
   * @param policy null: the server's default
   * @param seed keys what the server itself draws, where it can be told
   * @throws ReplayException where the server refuses it or is gone
   */
  ServedCampaign create(
      String name, Problem problem, @Nullable PolicyChoice policy, OptionalLong seed);

  @Override
  void close();
}

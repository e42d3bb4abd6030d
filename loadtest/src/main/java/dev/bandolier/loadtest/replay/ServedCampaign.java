package dev.bandolier.loadtest.replay;

import java.util.List;

/**
 * One campaign of the server. Used by one thread; every method throws {@link ReplayException} where
 * the server does not do it.
 */
interface ServedCampaign extends AutoCloseable {

  /** The policy that decides, by its short name. */
  String policy();

  /**
   * Decides once.
   *
   * @param id unique within the campaign
   * @return the chosen arm's id
   */
  String decide(String id, List<ContextValue> context);

  /** Reports the decision's reward and waits until it is learned. */
  void reward(String id, double reward);

  /** Lets the decision teach nothing. */
  void censor(String id);

  /** Waits until all that was sent is taken, then removes the campaign. */
  @Override
  void close();
}

package dev.bandolier.server.policy;

/**
 * The coin that says which decisions are tracked where a campaign tracks a share of them: one keyed
 * number by the decision's id, for {@link Purpose#TRACKING} alone, and so independent of the arm. Pure.
 */
public final class TrackingCoin {

  private TrackingCoin() {}

  /**
   * Whether the decision is tracked.
   *
   * @param draws keyed by the campaign's salt and the decision's id
   * @param share of the decisions that are tracked, in [0, 1]
   */
  public static boolean tracks(KeyedGenerator draws, double share) {
    return share >= 1 || draws.uniform(0, 0, Purpose.TRACKING) < share;
  }
}

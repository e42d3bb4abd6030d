package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.policy.BetaThompson;
import dev.bandolier.server.policy.EpsilonGreedy;
import dev.bandolier.server.policy.HybridThompson;
import dev.bandolier.server.policy.LinUcb;
import dev.bandolier.server.policy.LinearThompson;
import dev.bandolier.server.policy.LogisticThompson;
import dev.bandolier.server.policy.Policy;
import dev.bandolier.server.policy.SquareCb;
import dev.bandolier.server.policy.Ucb1;
import dev.bandolier.server.policy.UniformPolicy;

/**
 * What decisions of one campaign are made from: a revision, its encoder and its posteriors, which fit
 * one another. Immutable, except for the posteriors' memory.
 */
public final class Served {

  private final Campaign campaign;
  private final Encoder encoder;
  private final CampaignModel model;
  private final Policy policy;

  /** Puts together what fits together. */
  public Served(Campaign campaign, Encoder encoder, CampaignModel model) {
    this.campaign = campaign;
    this.encoder = encoder;
    this.model = model;
    this.policy = policyOf(campaign);
  }

  /** The campaign's revision. */
  public Campaign campaign() {
    return campaign;
  }

  /** What its contexts are encoded by. */
  public Encoder encoder() {
    return encoder;
  }

  /** Its posteriors. */
  public CampaignModel model() {
    return model;
  }

  Policy policy() {
    return policy;
  }

  private static Policy policyOf(Campaign campaign) {
    double exploration = campaign.exploration();
    double least = campaign.leastReward();
    double greatest = campaign.greatestReward();
    return switch (campaign.policyType()) {
      case POLICY_TYPE_HYBRID_THOMPSON -> new HybridThompson(exploration);
      case POLICY_TYPE_LOGISTIC_THOMPSON -> new LogisticThompson(exploration);
      case POLICY_TYPE_LIN_UCB -> new LinUcb(exploration);
      case POLICY_TYPE_SQUARE_CB -> new SquareCb(exploration, least, greatest);
      case POLICY_TYPE_EPSILON_GREEDY -> new EpsilonGreedy(exploration);
      case POLICY_TYPE_GREEDY -> new EpsilonGreedy(0);
      case POLICY_TYPE_BETA_THOMPSON -> new BetaThompson(least, greatest);
      case POLICY_TYPE_UCB1 -> new Ucb1(exploration, least, greatest);
      case POLICY_TYPE_UNIFORM, POLICY_TYPE_FIXED -> new UniformPolicy();
      case POLICY_TYPE_LINEAR_THOMPSON, POLICY_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          new LinearThompson(exploration);
    };
  }
}

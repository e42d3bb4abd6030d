package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.policy.Policies;
import dev.bandolier.server.policy.Policy;

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
    this.policy =
        Policies.of(
            campaign.policyType(),
            campaign.exploration(),
            campaign.leastReward(),
            campaign.greatestReward());
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
}

package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.decide.RepeatPeriods;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.evaluate.Encoders;
import dev.bandolier.server.reward.LearningLag;
import dev.bandolier.server.reward.PendingFates;
import dev.bandolier.server.reward.RewardListener;

/**
 * What the learner says, for the rooms that answer calls to look up: nothing of it outlives the process.
 *
 * @param campaigns as they are defined
 * @param served as they decide
 * @param fates that calls wait for
 * @param lag of learning behind what is recorded
 * @param encoders of the campaigns' features
 * @param index of the decisions that are remembered
 * @param repeats ids that are remembered for a while only
 */
record Registries(
    Campaigns campaigns,
    ServedCampaigns served,
    PendingFates fates,
    LearningLag lag,
    Encoders encoders,
    DecisionIndex index,
    RepeatPeriods repeats) {

  /** Registries that know nothing yet, with room for what the server is told. */
  static Registries empty(ServerConfig config, RewardListener listener) {
    DecisionIndex index = new DecisionIndex(config.ledgerCapacity());
    PendingFates fates = new PendingFates();
    return new Registries(
        new Campaigns(),
        new ServedCampaigns(),
        fates,
        new LearningLag(fates, config.learningLag(), listener),
        new Encoders(),
        index,
        new RepeatPeriods(index));
  }
}

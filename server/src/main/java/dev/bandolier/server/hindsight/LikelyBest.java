package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.MeanContext;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.policy.ArmScorer;
import dev.bandolier.server.policy.Estimates;
import dev.bandolier.server.policy.LinearThompson;
import dev.bandolier.v1.ArmChance;
import dev.bandolier.v1.BestArms;
import dev.bandolier.v1.GetLiftResponse;
import dev.bandolier.v1.PolicyType;

/**
 * With what probability each active arm is the best one to show always, by the posteriors: as linear Thompson sampling of width 1 would
 * choose in the mean context, which is exactly P(best). Not of a policy that shares between arms: its posterior of an arm is not the arm's
 * alone. One thread.
 *
 * @param model what the arms have learned, which nobody writes meanwhile
 */
record LikelyBest(Campaign campaign, CampaignModel model) {

  /** Tells it of every slot, overall and by segment. */
  void tell(LiftCount counted, GetLiftResponse.Builder response) {
    if (campaign.policyType() != PolicyType.POLICY_TYPE_HYBRID_THOMPSON) {
      for (Slot slot : campaign.slots()) {
        counted
            .contexts(slot.uid())
            .forEach((segment, mean) -> tell(slot, segment, mean, response));
      }
    }
  }

  private void tell(Slot slot, String segment, MeanContext mean, GetLiftResponse.Builder response) {
    int[] arms = slot.activeArms();
    Estimates estimates = new Estimates();
    if (arms.length == 0 || !score(slot, mean, estimates)) {
      return;
    }
    double[] chances = new double[arms.length];
    new LinearThompson(1.0).probabilities(estimates, chances);
    BestArms.Builder best =
        response
            .addBestArmsBuilder()
            .setSlot(slot.name())
            .setSegment(segment)
            .setDecisions(mean.count());
    for (int i = 0; i < arms.length; i++) {
      best.addArms(
          estimate(estimates.mean(i), estimates.width(i))
              .setArm(id(slot, arms[i]))
              .setProbability(chances[i]));
    }
  }

  private boolean score(Slot slot, MeanContext mean, Estimates estimates) {
    int[] arms = slot.activeArms();
    return new ArmScorer()
        .score(
            model.slots().get(slot.index()),
            arms,
            arms.length,
            mean.mean(),
            campaign.learnsLogits(),
            estimates);
  }

  /** Of a policy that learns in logits, the probability there, and by how much a width of logits moves it. */
  private ArmChance.Builder estimate(double mean, double width) {
    double chance = LogisticPosterior.chance(mean);
    return campaign.learnsLogits()
        ? ArmChance.newBuilder().setEstimate(chance).setWidth(chance * (1.0 - chance) * width)
        : ArmChance.newBuilder().setEstimate(mean).setWidth(width);
  }

  private static String id(Slot slot, int uid) {
    Arm arm = slot.armByUid(uid);
    return arm == null ? "" : arm.id();
  }
}

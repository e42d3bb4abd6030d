package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.decide.RepeatPeriods;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.evaluate.Encoders;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.reward.PendingFates;
import dev.bandolier.v1.Fate;

/**
 * Where the loop closes: what the learner says reaches the rooms that decide, take rewards and manage. On
 * the learner's thread.
 */
final class Wiring implements LearnListener {

  private final Campaigns campaigns;
  private final ServedCampaigns served;
  private final DecisionIndex index;
  private final RepeatPeriods repeats;
  private final PendingFates fates;
  private final Encoders encoders;
  private final LearnListener telemetry;

  Wiring(
      Campaigns campaigns,
      ServedCampaigns served,
      DecisionIndex index,
      RepeatPeriods repeats,
      PendingFates fates,
      Encoders encoders,
      LearnListener telemetry) {
    this.campaigns = campaigns;
    this.served = served;
    this.index = index;
    this.repeats = repeats;
    this.fates = fates;
    this.encoders = encoders;
    this.telemetry = telemetry;
  }

  @Override
  public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
    served.publish(new Served(campaign, encoder, model));
    campaigns.publish(campaign);
    encoders.publish(encoder);
    telemetry.published(campaign, encoder, model);
  }

  @Override
  public void withdrawn(Campaign campaign) {
    served.remove(campaign.name());
    campaigns.remove(campaign);
    encoders.remove(campaign.name());
    telemetry.withdrawn(campaign);
  }

  @Override
  public void folded(long position, Fate fate) {
    fates.folded(position, fate);
    telemetry.folded(position, fate);
  }

  @Override
  public void counted(Campaign campaign, Fate fate) {
    telemetry.counted(campaign, fate);
  }

  @Override
  public void forgotten(long keyHi, long keyLo) {
    index.forget(keyHi, keyLo);
  }

  @Override
  public void passing(long keyHi, long keyLo, long time, long period) {
    repeats.add(keyHi, keyLo, time, period);
  }

  @Override
  public void room(boolean free) {
    index.admit(free);
  }

  @Override
  public void expired(Campaign campaign, int decisions) {
    telemetry.expired(campaign, decisions);
  }

  @Override
  public void changed(Campaign campaign, String slot, long count) {
    telemetry.changed(campaign, slot, count);
  }

  @Override
  public void failed(Throwable cause) {
    telemetry.failed(cause);
  }
}

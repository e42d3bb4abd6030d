package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.v1.Fate;

/**
 * Where the loop closes: what the learner says reaches the rooms that decide, take rewards and manage. On
 * the learner's thread.
 */
final class Wiring implements LearnListener {

  private final Registries registries;
  private final LearnListener telemetry;

  Wiring(Registries registries, LearnListener telemetry) {
    this.registries = registries;
    this.telemetry = telemetry;
  }

  @Override
  public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
    registries.served().publish(new Served(campaign, encoder, model));
    registries.campaigns().publish(campaign);
    registries.encoders().publish(encoder);
    telemetry.published(campaign, encoder, model);
  }

  @Override
  public void withdrawn(Campaign campaign) {
    registries.served().remove(campaign.name());
    registries.campaigns().remove(campaign);
    registries.encoders().remove(campaign.name());
    telemetry.withdrawn(campaign);
  }

  @Override
  public void folded(long position, Fate fate) {
    registries.fates().folded(position, fate);
    registries.lag().folded();
    telemetry.folded(position, fate);
  }

  @Override
  public void counted(Campaign campaign, Fate fate) {
    telemetry.counted(campaign, fate);
  }

  @Override
  public void forgotten(long keyHi, long keyLo) {
    registries.index().forget(keyHi, keyLo);
  }

  @Override
  public void forgetting(long[] keys, int words) {
    registries.index().lookAt(keys, words);
  }

  @Override
  public void passing(long keyHi, long keyLo, long time, long period) {
    registries.repeats().add(keyHi, keyLo, time, period);
  }

  @Override
  public void room(boolean free) {
    registries.index().admit(free);
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

package dev.bandolier.server.telemetry;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.reward.RewardListener;
import io.opentelemetry.api.metrics.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts feedback as it arrives; its fates are the learner's to tell. */
final class RewardMeter implements RewardListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.reward");

  private final KeyedCounter<Byte> recorded;
  private final KeyedCounter<Refusal.Reason> refused;

  RewardMeter(Meter meter) {
    recorded =
        KeyedCounter.on(
            meter,
            "bandolier.feedback.recorded",
            "{fact}",
            "Facts that callers reported and the journal took.",
            Attribute::fact);
    refused =
        KeyedCounter.on(
            meter,
            "bandolier.feedback.refused",
            "{fact}",
            "Facts that callers reported and that were refused.",
            reason -> Attribute.of(Attribute.REASON, reason));
  }

  @Override
  public void recorded(byte type) {
    recorded.add(type, 1);
  }

  @Override
  public void refused(Refusal.Reason reason) {
    refused.add(reason, 1);
  }

  @Override
  public void behind(long limit) {
    LOG.warn(
        "learning is more than {} facts behind: outcomes are refused until it has caught up; send"
            + " less, or raise --learning-lag",
        limit);
  }

  @Override
  public void caughtUp() {
    LOG.info("learning has caught up: outcomes are taken again");
  }
}

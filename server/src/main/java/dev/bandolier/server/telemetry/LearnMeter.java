package dev.bandolier.server.telemetry;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.v1.Fate;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what folding decides. Written by the learner's thread, read by any. */
final class LearnMeter implements LearnListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.learn");

  private final KeyedCounter<Decided> outcomes;
  private final KeyedCounter<String> expiries;
  private final KeyedCounter<String> changes;
  private final Errors errors;
  private final Consumer<Campaign> withdrawn;
  private volatile @Nullable Throwable failure;

  private record Decided(String campaign, Fate fate) {
    Attributes attributes() {
      return Attributes.of(
          Attribute.CAMPAIGN, campaign, Attribute.FATE, Attribute.word(fate, "FATE_"));
    }
  }

  LearnMeter(Meter meter, Errors errors, Consumer<Campaign> withdrawn) {
    this.errors = errors;
    this.withdrawn = withdrawn;
    outcomes =
        KeyedCounter.on(
            meter,
            "bandolier.outcomes",
            "{outcome}",
            "What has become of outcomes, activations, censorings and retractions.",
            Decided::attributes);
    expiries =
        KeyedCounter.on(
            meter,
            "bandolier.expiries",
            "{decision}",
            "Decisions whose windows have closed.",
            name -> Attributes.of(Attribute.CAMPAIGN, name));
    changes =
        KeyedCounter.on(
            meter,
            "bandolier.changes",
            "{change}",
            "Changes of the rewards that were found, after which a slot forgot.",
            name -> Attributes.of(Attribute.CAMPAIGN, name));
  }

  @Override
  public void counted(Campaign campaign, Fate fate) {
    outcomes.add(new Decided(campaign.name(), fate), 1);
  }

  @Override
  public void expired(Campaign campaign, int decisions) {
    expiries.add(campaign.name(), decisions);
  }

  @Override
  public void changed(Campaign campaign, String slot, long count) {
    changes.add(campaign.name(), 1);
    LOG.info(
        "{}, slot {}: rewards do not come as predicted any more (change {}); it forgets",
        campaign.name(),
        slot,
        count);
  }

  @Override
  public void withdrawn(Campaign campaign) {
    outcomes.forget(key -> key.campaign().equals(campaign.name()));
    expiries.forget(campaign.name()::equals);
    changes.forget(campaign.name()::equals);
    withdrawn.accept(campaign);
  }

  @Override
  public void failed(Throwable cause) {
    failure = cause;
    errors.met("learning", cause);
  }

  /** Why learning has stopped for good; null while it has not. */
  @Nullable Throwable failure() {
    return failure;
  }
}

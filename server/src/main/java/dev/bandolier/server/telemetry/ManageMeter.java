package dev.bandolier.server.telemetry;

import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.manage.ManageListener;
import io.opentelemetry.api.metrics.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs changes of campaigns. */
final class ManageMeter implements ManageListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.manage");

  private final KeyedCounter<Change> changes;

  ManageMeter(Meter meter) {
    changes =
        KeyedCounter.on(
            meter,
            "bandolier.campaigns.changes",
            "{change}",
            "Changes of campaigns that took effect.",
            change -> Attribute.of(Attribute.CHANGE, change));
  }

  @Override
  public void changed(Change change, String campaign, long revision, long position) {
    changes.add(change, 1);
    LOG.info(
        "{} {}: revision {}, from journal position {} on",
        campaign,
        Attribute.word(change, ""),
        revision,
        position);
  }
}

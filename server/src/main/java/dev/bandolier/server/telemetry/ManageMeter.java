package dev.bandolier.server.telemetry;

import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.manage.ManageListener;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs changes of campaigns. */
final class ManageMeter implements ManageListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.manage");

  private final KeyedCounter<Change> changes;
  private final KeyedCounter<SnapshotOrigin> snapshots;
  private final KeyedCounter<RolledBack.Mode> rollbacks;

  ManageMeter(Meter meter) {
    changes =
        KeyedCounter.on(
            meter,
            "bandolier.campaigns.changes",
            "{change}",
            "Changes of campaigns that took effect.",
            change -> Attribute.of(Attribute.CHANGE, change));
    snapshots =
        KeyedCounter.on(
            meter,
            "bandolier.snapshots",
            "{snapshot}",
            "Snapshots of campaigns that are on disk, by how they came to be.",
            origin -> Attributes.of(Attribute.ORIGIN, Attribute.word(origin, "SNAPSHOT_ORIGIN_")));
    rollbacks =
        KeyedCounter.on(
            meter,
            "bandolier.rollbacks",
            "{rollback}",
            "Rollbacks of campaigns to snapshots.",
            mode -> Attribute.of(Attribute.MODE, mode));
  }

  @Override
  public void snapshotTaken(Snapshot snapshot) {
    snapshots.add(snapshot.getOrigin(), 1);
    LOG.info(
        "{}: snapshot {} of journal position {}, {} bytes",
        snapshot.getCampaign(),
        snapshot.getName(),
        snapshot.getPosition(),
        snapshot.getBytes());
  }

  @Override
  public void snapshotDeleted(Snapshot snapshot) {
    LOG.info("{}: snapshot {} deleted", snapshot.getCampaign(), snapshot.getName());
  }

  @Override
  public void rolledBack(
      String campaign, String snapshot, RolledBack fact, long position, long excludedDecisions) {
    rollbacks.add(fact.mode(), 1);
    LOG.info(
        "{}: rolled back to snapshot {} of journal position {} ({}, {} decisions excluded), from"
            + " journal position {} on",
        campaign,
        snapshot,
        fact.snapshot(),
        Attribute.word(fact.mode(), ""),
        excludedDecisions,
        position);
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

package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.server.snapshot.Snapshots;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the snapshots that campaigns have scheduled, and gives up the oldest of these beyond the number
 * that is to be kept. A campaign's first is due one period after it was made or its schedule first
 * seen. Called from time to time by one thread, which it may block.
 */
public final class SnapshotSchedule {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'scheduled-'yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Campaigns campaigns;
  private final Snapshots snapshots;
  private final SnapshotManagement management;
  private final Map<Integer, Long> attempts = new HashMap<>();

  /** Looks after all of the campaigns. */
  public SnapshotSchedule(Campaigns campaigns, Snapshots snapshots, SnapshotManagement management) {
    this.campaigns = campaigns;
    this.snapshots = snapshots;
    this.management = management;
  }

  /**
   * Does what is due.
   *
   * @param now epoch milliseconds
   */
  public void look(long now) {
    attempts.keySet().removeIf(uid -> campaigns.find(uid) == null);
    for (Campaign campaign : campaigns.all()) {
      long every = campaign.snapshotEveryMillis();
      if (every > 0 && now >= last(campaign, now) + every) {
        attempts.put(campaign.uid(), now);
        take(campaign, now);
      }
    }
  }

  /** When a scheduled snapshot was last taken or tried. */
  private long last(Campaign campaign, long now) {
    long tried = attempts.computeIfAbsent(campaign.uid(), uid -> newest(campaign, now));
    return Math.min(tried, now);
  }

  private long newest(Campaign campaign, long now) {
    return scheduled(campaign).stream()
        .mapToLong(snapshot -> Millis.of(snapshot.getTime()))
        .max()
        .orElse(now);
  }

  private List<Snapshot> scheduled(Campaign campaign) {
    return snapshots.of(campaign.uid()).stream()
        .filter(snapshot -> snapshot.getOrigin() == SnapshotOrigin.SNAPSHOT_ORIGIN_SCHEDULED)
        .toList();
  }

  private void take(Campaign campaign, long now) {
    String name = NAME.format(Instant.ofEpochMilli(now));
    if (management.take(campaign.name(), name, "", true) instanceof Refused<Snapshot> refused) {
      LOG.warn(
          "{}: the scheduled snapshot was not taken: {}",
          campaign.name(),
          refused.refusal().message());
      return;
    }
    List<Snapshot> kept = new ArrayList<>(scheduled(campaign));
    kept.removeIf(snapshot -> snapshot.getRollbackPositionsCount() > 0);
    for (int i = 0; i < kept.size() - campaign.snapshotsKept(); i++) {
      management.deleteScheduled(campaign.name(), kept.get(i).getName());
    }
  }
}

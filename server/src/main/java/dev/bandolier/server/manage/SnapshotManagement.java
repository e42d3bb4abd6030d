package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.server.snapshot.Exchange;
import dev.bandolier.server.snapshot.Snapshots;
import dev.bandolier.v1.DeleteSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotRequest;
import dev.bandolier.v1.GetSnapshotRequest;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.ListSnapshotsResponse;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.TakeSnapshotRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots, gives them up and returns to them, by facts. Any thread may call; all calls but those
 * that only read block their caller, none blocks a change of a campaign for longer than a fact takes.
 */
public final class SnapshotManagement {

  static final int MOST = 1000;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final Management management;
  private final Snapshots snapshots;
  private final Exchange exchange;
  private final Duration patience;
  private final ManageListener listener;
  private final Rollbacks rollbacks;
  private final SnapshotPages pages = new SnapshotPages();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /**
   * Makes it over what it reads and writes.
   *
   * @param patience how long a snapshot may take to be on disk
   */
  public SnapshotManagement(
      Management management,
      Snapshots snapshots,
      Exchange exchange,
      Duration patience,
      ManageListener listener) {
    this.management = management;
    this.snapshots = snapshots;
    this.exchange = exchange;
    this.patience = patience;
    this.listener = listener;
    this.rollbacks = new Rollbacks(management, snapshots, listener);
  }

  /** Takes a snapshot and waits until it is on disk. */
  public SnapshotOutcome<Snapshot> take(TakeSnapshotRequest request) {
    return take(request.getCampaign(), request.getSnapshot(), request.getEtag(), false);
  }

  SnapshotOutcome<Snapshot> take(String campaign, String name, String etag, boolean scheduled) {
    Refusal refusal = checkName(name);
    if (refusal != null) {
      return new Refused<>(refusal);
    }
    String key = campaign + "/" + name;
    if (!underWay.add(key)) {
      return new Refused<>(exists(name));
    }
    try {
      return begin(campaign, name, etag, scheduled);
    } finally {
      underWay.remove(key);
    }
  }

  private SnapshotOutcome<Snapshot> begin(
      String campaign, String name, String etag, boolean scheduled) {
    int[] uid = {0};
    SnapshotOutcome<Long> written =
        management.whileUnchanged(
            campaign,
            etag,
            current -> {
              uid[0] = current.uid();
              return write(current, name, scheduled);
            });
    return written instanceof Done<Long> done
        ? whole(uid[0], done.value())
        : new Refused<>(((Refused<Long>) written).refusal());
  }

  private SnapshotOutcome<Long> write(Campaign current, String name, boolean scheduled) {
    Refusal refusal = noRoom(current, name);
    if (refusal != null) {
      return new Refused<>(refusal);
    }
    Changes.Written written = management.append(new SnapshotTaken(current.uid(), name, scheduled));
    return written.refusal() == null
        ? new Done<>(written.position())
        : new Refused<>(written.refusal());
  }

  /** Why a snapshot of that name cannot be made; null where it can. */
  @Nullable Refusal noRoom(Campaign current, String name) {
    if (snapshots.find(current.uid(), name) != null) {
      return exists(name);
    }
    return snapshots.of(current.uid()).size() < MOST
        ? null
        : Refusal.of(
            Reason.SNAPSHOTS_FULL,
            "a campaign keeps at most " + MOST + " snapshots: delete one first");
  }

  /** Waits until a snapshot whose fact was folded is on disk. */
  SnapshotOutcome<Snapshot> whole(int uid, long position) {
    try {
      Snapshot taken =
          snapshots.whole(uid, position).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      listener.snapshotTaken(taken);
      return new Done<>(taken);
    } catch (TimeoutException e) {
      return new Refused<>(
          Refusal.of(
              Reason.OVERLOADED,
              "the snapshot is being written and not yet on disk: get it again later"));
    } catch (ExecutionException e) {
      return new Refused<>(
          Refusal.of(
              Reason.SNAPSHOT_NOT_WRITTEN, "the snapshot could not be written: " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Refused<>(Refusal.of(Reason.SHUTTING_DOWN, "the server is about to stop"));
    }
  }

  /** A page of a campaign's snapshots, oldest first. */
  public SnapshotOutcome<ListSnapshotsResponse> list(ListSnapshotsRequest request) {
    List<Violation> violations = pages.check(request);
    if (!violations.isEmpty()) {
      return new Refused<>(Refusal.invalid(violations));
    }
    Campaign campaign = management.get(request.getCampaign());
    return campaign == null
        ? new Refused<>(Management.notFound(request.getCampaign()))
        : new Done<>(pages.page(request, snapshots.of(campaign.uid())));
  }

  /** One snapshot. */
  public SnapshotOutcome<Snapshot> get(GetSnapshotRequest request) {
    return get(request.getCampaign(), request.getSnapshot());
  }

  private SnapshotOutcome<Snapshot> get(String name, String snapshot) {
    Campaign campaign = management.get(name);
    if (campaign == null) {
      return new Refused<>(Management.notFound(name));
    }
    Snapshot found = snapshots.find(campaign.uid(), snapshot);
    return found == null ? new Refused<>(notFound(snapshot)) : new Done<>(found);
  }

  /** Gives a snapshot up; says which one. */
  public SnapshotOutcome<Snapshot> delete(DeleteSnapshotRequest request) {
    return management.whileUnchanged(
        request.getCampaign(), "", current -> delete(current, request.getSnapshot()));
  }

  /** Gives a scheduled snapshot up. */
  void deleteScheduled(String campaign, String name) {
    management.whileUnchanged(campaign, "", current -> delete(current, name));
  }

  private SnapshotOutcome<Snapshot> delete(Campaign current, String name) {
    Snapshot found = snapshots.find(current.uid(), name);
    if (found == null) {
      return new Refused<>(notFound(name));
    }
    if (found.getRollbackPositionsCount() > 0) {
      return new Refused<>(pinned(found));
    }
    Changes.Written written =
        management.append(new SnapshotDeleted(current.uid(), found.getPosition()));
    if (written.refusal() != null) {
      return new Refused<>(written.refusal());
    }
    listener.snapshotDeleted(found);
    return new Done<>(found);
  }

  /** A snapshot's posteriors, in the form that {@link #receive} takes; the caller closes it. */
  public SnapshotOutcome<InputStream> export(ExportSnapshotRequest request) {
    Campaign campaign = management.get(request.getCampaign());
    SnapshotOutcome<Snapshot> found = get(request.getCampaign(), request.getSnapshot());
    if (campaign == null || found instanceof Refused<Snapshot>) {
      return new Refused<>(((Refused<Snapshot>) found).refusal());
    }
    Snapshot snapshot = ((Done<Snapshot>) found).value();
    String obstacle = snapshots.obstacle(campaign.uid(), snapshot, RolledBack.Mode.LEAVE_OUT);
    if (obstacle != null) {
      return new Refused<>(Refusal.of(Reason.SNAPSHOT_UNFIT, obstacle));
    }
    try {
      return new Done<>(exchange.export(campaign.uid(), snapshot));
    } catch (IOException e) {
      return new Refused<>(
          Refusal.of(Reason.SNAPSHOT_DAMAGED, "it cannot be exported: " + e.getMessage()));
    }
  }

  /** Begins an import, which the caller closes. */
  public SnapshotOutcome<SnapshotImport> receive(String name, String snapshot, String etag) {
    Campaign campaign = management.get(name);
    Refusal refusal = campaign == null ? Management.notFound(name) : checkName(snapshot);
    if (campaign != null && refusal == null) {
      refusal = noRoom(campaign, snapshot);
    }
    if (campaign == null || refusal != null) {
      return new Refused<>(refusal == null ? Management.notFound(name) : refusal);
    }
    try {
      return new Done<>(
          new SnapshotImport(
              this, management, campaign, snapshot, etag, exchange.receive(campaign.uid())));
    } catch (IOException e) {
      return new Refused<>(
          Refusal.of(Reason.SNAPSHOT_NOT_WRITTEN, "it cannot be imported: " + e.getMessage()));
    }
  }

  /** The refusal of an import without a message. */
  public static Refusal nothingCame() {
    return Refusal.invalid(List.of(new Violation("campaign", "in the first message")));
  }

  /**
   * Returns a campaign's posteriors to a snapshot.
   *
   * @param cancelled whether nobody waits for it any more
   */
  public SnapshotOutcome<RollbackResponse> rollback(
      RollbackRequest request, BooleanSupplier cancelled) {
    SnapshotOutcome<Snapshot> found = get(request.getCampaign(), request.getSnapshot());
    return found instanceof Done<Snapshot> done
        ? rollbacks.rollback(request, done.value(), cancelled)
        : new Refused<>(((Refused<Snapshot>) found).refusal());
  }

  static @Nullable Refusal checkName(String name) {
    return NAME.matcher(name).matches()
        ? null
        : Refusal.invalid(
            List.of(
                new Violation(
                    "snapshot", "lower-case letters, digits and inner hyphens, 1 to 63")));
  }

  private static Refusal exists(String name) {
    return Refusal.of(Reason.SNAPSHOT_EXISTS, "the campaign has a snapshot '" + name + "' already");
  }

  static Refusal notFound(String name) {
    return Refusal.of(Reason.SNAPSHOT_NOT_FOUND, "the campaign has no snapshot '" + name + "'");
  }

  private static Refusal pinned(Snapshot snapshot) {
    return Refusal.of(
        Reason.SNAPSHOT_PINNED,
        "the rollback at journal position "
            + snapshot.getRollbackPositions(0)
            + " needs '"
            + snapshot.getName()
            + "': it lives as long as that");
  }
}

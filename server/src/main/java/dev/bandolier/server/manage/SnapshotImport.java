package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.server.snapshot.Incoming;
import dev.bandolier.v1.ImportSnapshotResponse;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One import: the bytes come, then it is looked whether they fit, then they are a snapshot. One thread
 * at a time; closed in any case.
 */
public final class SnapshotImport implements AutoCloseable {

  private final SnapshotManagement snapshots;
  private final Management management;
  private final Campaign campaign;
  private final String name;
  private final String etag;
  private final Incoming incoming;

  SnapshotImport(
      SnapshotManagement snapshots,
      Management management,
      Campaign campaign,
      String name,
      String etag,
      Incoming incoming) {
    this.snapshots = snapshots;
    this.management = management;
    this.campaign = campaign;
    this.name = name;
    this.etag = etag;
    this.incoming = incoming;
  }

  /**
   * Takes the next bytes.
   *
   * @return why no more are taken, or null
   */
  public @Nullable Refusal add(ByteBuffer chunk) throws IOException {
    return incoming.add(chunk)
        ? null
        : Refusal.invalid(
            List.of(new Violation("chunk", "not larger than what fits the campaign")));
  }

  /** After the last bytes: makes a snapshot of them. */
  public SnapshotOutcome<ImportSnapshotResponse> finish() throws IOException {
    Incoming.Finding finding = incoming.examine();
    if (finding instanceof Incoming.Unfit unfit) {
      return new Refused<>(Refusal.ofFields(Reason.SNAPSHOT_UNFIT, unfit.violations()));
    }
    Incoming.Fit fit = (Incoming.Fit) finding;
    Refusal refusal = makeKnown(fit.values());
    if (refusal != null) {
      return new Refused<>(refusal);
    }
    Snapshot kept = incoming.keep(name);
    SnapshotOutcome<Long> written =
        management.whileUnchanged(campaign.name(), etag, current -> write(current, kept));
    if (written instanceof Refused<Long> refused) {
      return new Refused<>(refused.refusal());
    }
    return answer(((Done<Long>) written).value(), fit);
  }

  /** The campaign learns the values that it has not seen yet, as from its own traffic. */
  private @Nullable Refusal makeKnown(List<ValueSeen> values) {
    SnapshotOutcome<Boolean> known =
        management.whileUnchanged(
            campaign.name(),
            etag,
            current -> {
              Refusal refusal = snapshots.noRoom(current, name);
              for (int i = 0; refusal == null && i < values.size(); i++) {
                refusal = management.append(values.get(i)).refusal();
              }
              return refusal == null ? new Done<>(true) : new Refused<>(refusal);
            });
    return known instanceof Refused<Boolean> refused ? refused.refusal() : null;
  }

  private SnapshotOutcome<Long> write(Campaign current, Snapshot kept) {
    Refusal refusal = snapshots.noRoom(current, name);
    if (refusal != null) {
      return new Refused<>(refusal);
    }
    if (current.revision() != campaign.revision()) {
      return new Refused<>(
          Refusal.of(
              Reason.ETAG_STALE, "the campaign was changed meanwhile: import the snapshot again"));
    }
    Changes.Written written =
        management.append(new SnapshotImported(current.uid(), name, kept.getDigest()));
    return written.refusal() == null
        ? new Done<>(written.position())
        : new Refused<>(written.refusal());
  }

  private SnapshotOutcome<ImportSnapshotResponse> answer(long position, Incoming.Fit fit) {
    SnapshotOutcome<Snapshot> whole = snapshots.whole(campaign.uid(), position);
    if (whole instanceof Refused<Snapshot> refused) {
      return new Refused<>(refused.refusal());
    }
    return new Done<>(
        ImportSnapshotResponse.newBuilder()
            .setSnapshot(((Done<Snapshot>) whole).value())
            .addAllUnknownArms(fit.unknownArms())
            .build());
  }

  @Override
  public void close() throws IOException {
    incoming.close();
  }
}

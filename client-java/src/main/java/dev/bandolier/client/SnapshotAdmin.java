package dev.bandolier.client;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.DeleteSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotResponse;
import dev.bandolier.v1.GetSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotResponse;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.ListSnapshotsResponse;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotServiceGrpc;
import dev.bandolier.v1.TakeSnapshotRequest;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Keeps named copies of what campaigns have learned, and returns to them. All methods block, may be called from any
 * thread, and throw {@link BandolierException} where the server refuses or cannot be reached; nothing is tried again.
 * Decisions and learning go on meanwhile.
 */
public final class SnapshotAdmin {
  /** Bytes of a message of an import. */
  static final int CHUNK = 256 << 10;

  private static final int PAGE = 200;

  private final AdminCalls calls;

  SnapshotAdmin(AdminCalls calls) {
    this.calls = calls;
  }

  /** Keeps what a campaign has learned up to now, under a new name; returns once it is on the server's disk. */
  public SnapshotInfo take(String campaign, String name) {
    TakeSnapshotRequest request =
        TakeSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build();
    return info(calls.call(SnapshotServiceGrpc.getTakeSnapshotMethod(), request).getSnapshot());
  }

  /** A campaign's snapshots, oldest first. */
  public List<SnapshotInfo> list(String campaign) {
    List<SnapshotInfo> all = new ArrayList<>();
    ListSnapshotsRequest.Builder request =
        ListSnapshotsRequest.newBuilder().setCampaign(campaign).setPageSize(PAGE);
    do {
      ListSnapshotsResponse page =
          calls.call(SnapshotServiceGrpc.getListSnapshotsMethod(), request.build());
      page.getSnapshotsList().forEach(each -> all.add(info(each)));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return List.copyOf(all);
  }

  /** Describes one snapshot. */
  public SnapshotInfo get(String campaign, String name) {
    GetSnapshotRequest request =
        GetSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build();
    return info(calls.call(SnapshotServiceGrpc.getGetSnapshotMethod(), request).getSnapshot());
  }

  /** Gives a snapshot up; refused where a rollback named it. */
  public void delete(String campaign, String name) {
    calls.call(
        SnapshotServiceGrpc.getDeleteSnapshotMethod(),
        DeleteSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build());
  }

  /** Returns a campaign's posteriors to a snapshot; what was learned since is left out. */
  public RollbackResult rollBack(String campaign, String name) {
    return rollBack(
        rollback(campaign, name, RollbackMode.ROLLBACK_MODE_LEAVE_OUT).build(), calls.deadline());
  }

  /**
   * Returns a campaign's posteriors to a snapshot and folds everything since then again, but for the decisions made in
   * {@code [from, to)}, which teach nothing more.
   *
   * @param from not before the snapshot's time
   * @param patience how long that may take; where it takes longer, ask {@link #get} whether it took effect
   */
  public RollbackResult foldAgain(
      String campaign, String name, Instant from, Instant to, Duration patience) {
    return rollBack(
        rollback(campaign, name, RollbackMode.ROLLBACK_MODE_FOLD_AGAIN)
            .setExcludeFrom(Times.wire(from))
            .setExcludeTo(Times.wire(to))
            .build(),
        patience);
  }

  private RollbackResult rollBack(RollbackRequest request, Duration patience) {
    RollbackResponse answer =
        calls.call(SnapshotServiceGrpc.getRollbackMethod(), request, patience);
    return new RollbackResult(answer.getPosition(), answer.getExcludedDecisions());
  }

  private static RollbackRequest.Builder rollback(String campaign, String name, RollbackMode mode) {
    return RollbackRequest.newBuilder().setCampaign(campaign).setSnapshot(name).setMode(mode);
  }

  /**
   * Writes a snapshot's posteriors in the form that {@link #load} reads, also on another server. The stream stays open.
   *
   * @param patience how long that may take
   * @throws IOException if the stream does not take it
   */
  public void save(String campaign, String name, OutputStream target, Duration patience)
      throws IOException {
    ExportSnapshotRequest request =
        ExportSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build();
    Iterator<ExportSnapshotResponse> parts =
        ClientCalls.blockingServerStreamingCall(
            calls.next(),
            SnapshotServiceGrpc.getExportSnapshotMethod(),
            AdminCalls.options(patience),
            request);
    while (AdminCalls.refusing(parts::hasNext)) {
      AdminCalls.refusing(parts::next).getChunk().writeTo(target);
    }
  }

  /**
   * Takes in what {@link #save} wrote, as a snapshot of a campaign with the same slots, arms and features; to learn from
   * it, roll back to it. What does not fit is refused and named.
   *
   * @param patience how long that may take
   * @throws IOException if the stream cannot be read; nothing is imported then
   */
  public SnapshotImport load(String campaign, String name, InputStream source, Duration patience)
      throws IOException {
    try (Upload<ImportSnapshotRequest, ImportSnapshotResponse> upload =
        Upload.open(calls.next(), SnapshotServiceGrpc.getImportSnapshotMethod(), patience)) {
      ImportSnapshotRequest.Builder part =
          ImportSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name);
      byte[] chunk = source.readNBytes(CHUNK);
      do {
        upload.send(part.setChunk(ByteString.copyFrom(chunk)).build());
        part.clear();
        chunk = source.readNBytes(CHUNK);
      } while (chunk.length > 0);
      var answer = upload.finish();
      return new SnapshotImport(info(answer.getSnapshot()), answer.getUnknownArmsList());
    }
  }

  private static SnapshotInfo info(Snapshot snapshot) {
    return new SnapshotInfo(
        snapshot.getCampaign(),
        snapshot.getName(),
        origin(snapshot),
        snapshot.getPosition(),
        Times.instant(snapshot.getTime()),
        snapshot.getRevision(),
        snapshot.getObservations(),
        snapshot.getBytes(),
        snapshot.getDigest(),
        snapshot.getRollbackPositionsList());
  }

  private static SnapshotInfo.Origin origin(Snapshot snapshot) {
    return switch (snapshot.getOrigin()) {
      case SNAPSHOT_ORIGIN_ON_DEMAND -> SnapshotInfo.Origin.ON_DEMAND;
      case SNAPSHOT_ORIGIN_SCHEDULED -> SnapshotInfo.Origin.SCHEDULED;
      case SNAPSHOT_ORIGIN_IMPORTED -> SnapshotInfo.Origin.IMPORTED;
      default -> SnapshotInfo.Origin.OTHER;
    };
  }
}

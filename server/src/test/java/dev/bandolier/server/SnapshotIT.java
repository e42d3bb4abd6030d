package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bandolier.client.BanditClient;
import dev.bandolier.v1.DeleteSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotResponse;
import dev.bandolier.v1.GetSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotResponse;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotServiceGrpc;
import dev.bandolier.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import dev.bandolier.v1.TakeSnapshotRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and rollbacks of the real process, under traffic, over a kill, and between campaigns. */
final class SnapshotIT {

  @TempDir private Path folder;

  @Test
  void campaign_underTraffic_isRolledBack_andStaysSoAfterAKill() throws Exception {
    String banner;
    Caller caller;
    Snapshot taken;
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server);
        Wire wire = new Wire(server)) {
      banner = TestCampaigns.makeBanner(client, "rolled", "");
      caller = new Caller(banner, "caller");
      Thread traffic = caller.start(client);
      Await.until("traffic", () -> caller.outcomes() >= 20);
      taken = wire.take(banner, "before");
      assertThat(taken.getObservations()).isPositive();
      Await.until("more traffic", () -> caller.outcomes() >= 60);
      RollbackResponse left = wire.rollBack(banner, "before", RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
      assertThat(left.getPosition()).isGreaterThan(taken.getPosition());
      RollbackResponse again =
          wire.rollBack(banner, "before", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
      assertThat(again.getPosition()).isGreaterThan(left.getPosition());
      Await.until("traffic after it", () -> caller.outcomes() >= 100);
      assertThat(wire.get(banner, "before").getRollbackPositionsList())
          .containsExactly(left.getPosition(), again.getPosition());
      assertThatThrownBy(() -> wire.delete(banner, "before"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION));
      server.kill();
      client.close(Duration.ZERO);
      traffic.join();
    }
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server);
        Wire wire = new Wire(server)) {
      assertThat(wire.get(banner, "before").getDigest()).isEqualTo(taken.getDigest());
      Caller.finishAndCompare(client, List.of(caller));
    }
  }

  @Test
  void export_importedIntoACampaignOfTheSameKind_canBeRolledBackTo() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server);
        Wire wire = new Wire(server)) {
      String source = TestCampaigns.makeBanner(client, "source", "");
      String target = TestCampaigns.makeBanner(client, "target", "");
      Caller caller = new Caller(source, "caller");
      Thread traffic = caller.start(client);
      Await.until("traffic", () -> caller.outcomes() >= 60);
      Snapshot taken = wire.take(source, "best");
      ImportSnapshotResponse imported = wire.receive(target, "from-source", wire.export(source));
      assertThat(imported.getUnknownArmsList()).isEmpty();
      assertThat(imported.getSnapshot().getObservations()).isEqualTo(taken.getObservations());
      wire.rollBack(target, "from-source", RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
      assertThat(wire.get(target, "from-source").getRollbackPositionsList()).hasSize(1);
      assertThatThrownBy(
              () -> wire.rollBack(target, "from-source", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN))
          .hasMessageContaining("LEAVE_OUT");
      assertThatThrownBy(() -> wire.receive(target, "bad", List.of(ByteString.copyFromUtf8("x"))))
          .hasMessageContaining("export");
      assertThat(wire.names(target)).containsExactly("from-source");
      server.stop();
      client.close(Duration.ZERO);
      traffic.join();
    }
  }

  /** The generated stubs. */
  private static final class Wire implements AutoCloseable {
    private final ManagedChannel channel;
    private final SnapshotServiceBlockingStub snapshots;

    Wire(ServerProcess server) {
      channel = ManagedChannelBuilder.forTarget(server.target()).usePlaintext().build();
      snapshots = SnapshotServiceGrpc.newBlockingStub(channel);
    }

    Snapshot take(String campaign, String name) {
      return snapshots
          .takeSnapshot(
              TakeSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build())
          .getSnapshot();
    }

    Snapshot get(String campaign, String name) {
      return snapshots
          .getSnapshot(
              GetSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build())
          .getSnapshot();
    }

    void delete(String campaign, String name) {
      snapshots.deleteSnapshot(
          DeleteSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build());
    }

    List<String> names(String campaign) {
      return snapshots
          .listSnapshots(ListSnapshotsRequest.newBuilder().setCampaign(campaign).build())
          .getSnapshotsList()
          .stream()
          .map(Snapshot::getName)
          .toList();
    }

    RollbackResponse rollBack(String campaign, String name, RollbackMode mode) {
      RollbackRequest.Builder request =
          RollbackRequest.newBuilder().setCampaign(campaign).setSnapshot(name).setMode(mode);
      if (mode == RollbackMode.ROLLBACK_MODE_FOLD_AGAIN) {
        long far = 4_000_000_000L;
        request
            .setExcludeFrom(Timestamp.newBuilder().setSeconds(far))
            .setExcludeTo(Timestamp.newBuilder().setSeconds(far + 1));
      }
      return snapshots.rollback(request.build());
    }

    List<ByteString> export(String campaign) {
      Iterator<ExportSnapshotResponse> parts =
          snapshots.exportSnapshot(
              ExportSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot("best").build());
      List<ByteString> chunks = new ArrayList<>();
      parts.forEachRemaining(part -> chunks.add(part.getChunk()));
      return chunks;
    }

    ImportSnapshotResponse receive(String campaign, String name, List<ByteString> chunks)
        throws Exception {
      CompletableFuture<ImportSnapshotResponse> answer = new CompletableFuture<>();
      StreamObserver<ImportSnapshotRequest> out =
          SnapshotServiceGrpc.newStub(channel).importSnapshot(new Answer(answer));
      out.onNext(
          ImportSnapshotRequest.newBuilder().setCampaign(campaign).setSnapshot(name).build());
      chunks.forEach(
          chunk -> out.onNext(ImportSnapshotRequest.newBuilder().setChunk(chunk).build()));
      out.onCompleted();
      return answer.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** Completes with what is answered. */
  private record Answer(CompletableFuture<ImportSnapshotResponse> future)
      implements StreamObserver<ImportSnapshotResponse> {
    @Override
    public void onNext(ImportSnapshotResponse response) {
      future.complete(response);
    }

    @Override
    public void onError(Throwable cause) {
      future.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IOException("it was completed without an answer"));
    }
  }
}

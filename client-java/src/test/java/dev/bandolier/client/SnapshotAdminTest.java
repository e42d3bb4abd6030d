package dev.bandolier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bandolier.v1.DeleteSnapshotRequest;
import dev.bandolier.v1.DeleteSnapshotResponse;
import dev.bandolier.v1.ExportSnapshotRequest;
import dev.bandolier.v1.ExportSnapshotResponse;
import dev.bandolier.v1.GetSnapshotRequest;
import dev.bandolier.v1.GetSnapshotResponse;
import dev.bandolier.v1.ImportSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotResponse;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.ListSnapshotsResponse;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import dev.bandolier.v1.SnapshotServiceGrpc;
import dev.bandolier.v1.TakeSnapshotRequest;
import dev.bandolier.v1.TakeSnapshotResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SnapshotAdminTest {
  private static final String CAMPAIGN = "campaigns/spring";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Shelf shelf = new Shelf();
  private final String name = UUID.randomUUID().toString();
  private final Server server = start();
  private final BanditClient client =
      BanditClient.builder().build(List.of(InProcessChannelBuilder.forName(name).build()));

  private Server start() {
    try {
      return InProcessServerBuilder.forName(name).addService(shelf).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void take_tellsWhatWasKept() {
    SnapshotInfo taken = client.snapshots().take(CAMPAIGN, "before-sale");

    assertThat(taken)
        .isEqualTo(
            new SnapshotInfo(
                CAMPAIGN,
                "before-sale",
                SnapshotInfo.Origin.ON_DEMAND,
                640,
                Instant.ofEpochSecond(7),
                2,
                12.5,
                4096,
                "abc",
                List.of(900L)));
    assertThat(client.snapshots().get(CAMPAIGN, "before-sale")).isEqualTo(taken);
  }

  @Test
  void list_readsEveryPage() {
    assertThat(client.snapshots().list(CAMPAIGN))
        .extracting(SnapshotInfo::name)
        .containsExactly("first", "second", "third");
  }

  @Test
  void delete_thatIsRefused_saysWhy() {
    client.snapshots().delete(CAMPAIGN, "first");

    assertThatThrownBy(() -> client.snapshots().delete(CAMPAIGN, "pinned"))
        .isInstanceOf(BandolierException.class)
        .hasMessageContaining("a rollback named it");
  }

  @Test
  void rollBack_leavesOutWhatWasLearnedSince() {
    assertThat(client.snapshots().rollBack(CAMPAIGN, "first"))
        .isEqualTo(new RollbackResult(1000, 0));
    assertThat(shelf.rollback.getMode()).isEqualTo(RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
    assertThat(shelf.rollback.hasExcludeFrom()).isFalse();
  }

  @Test
  void foldAgain_namesThePeriod() {
    Instant from = Instant.ofEpochSecond(10);

    RollbackResult done =
        client.snapshots().foldAgain(CAMPAIGN, "first", from, from.plusSeconds(5), MINUTE);

    assertThat(done).isEqualTo(new RollbackResult(1000, 3));
    assertThat(shelf.rollback.getMode()).isEqualTo(RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
    assertThat(shelf.rollback.getExcludeFrom().getSeconds()).isEqualTo(10);
    assertThat(shelf.rollback.getExcludeTo().getSeconds()).isEqualTo(15);
  }

  @Test
  void whatWasSaved_isLoaded_byteForByte() throws IOException {
    byte[] content = new byte[3 * SnapshotAdmin.CHUNK + 17];
    new Random(1).nextBytes(content);
    shelf.content = ByteString.copyFrom(content);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    client.snapshots().save(CAMPAIGN, "first", saved, MINUTE);
    assertThat(saved.toByteArray()).isEqualTo(content);

    SnapshotImport loaded =
        client.snapshots().load(CAMPAIGN, "copy", new ByteArrayInputStream(content), MINUTE);

    assertThat(loaded.snapshot().name()).isEqualTo("copy");
    assertThat(loaded.unknownArms()).containsExactly("image/new");
    assertThat(shelf.received.toByteArray()).isEqualTo(content);
    assertThat(shelf.names).containsExactly("copy");
  }

  @Test
  void load_thatIsRefusedInTheMiddle_endsWithTheReason() {
    shelf.refuses = true;
    byte[] content = new byte[40 * SnapshotAdmin.CHUNK];

    assertThatThrownBy(
            () ->
                client
                    .snapshots()
                    .load(CAMPAIGN, "copy", new ByteArrayInputStream(content), MINUTE))
        .isInstanceOf(BandolierException.class)
        .hasMessageContaining("slot image");
  }

  @Test
  void load_ofWhatCannotBeRead_isGivenUp() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();

    assertThatThrownBy(() -> client.snapshots().load(CAMPAIGN, "copy", broken, MINUTE))
        .isInstanceOf(IOException.class);
    assertThat(shelf.names).isEmpty();
  }

  /** Answers as a server would, and keeps what it was asked. */
  private static final class Shelf extends SnapshotServiceGrpc.SnapshotServiceImplBase {
    private final List<String> names = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile RollbackRequest rollback = RollbackRequest.getDefaultInstance();
    private volatile ByteString content = ByteString.EMPTY;
    private volatile boolean refuses;

    private static Snapshot snapshot(String name) {
      return Snapshot.newBuilder()
          .setCampaign(CAMPAIGN)
          .setName(name)
          .setOrigin(SnapshotOrigin.SNAPSHOT_ORIGIN_ON_DEMAND)
          .setPosition(640)
          .setTime(Timestamp.newBuilder().setSeconds(7))
          .setRevision(2)
          .setObservations(12.5)
          .setBytes(4096)
          .setDigest("abc")
          .addRollbackPositions(900)
          .build();
    }

    private static <A> void answer(StreamObserver<A> to, A answer) {
      to.onNext(answer);
      to.onCompleted();
    }

    @Override
    public void takeSnapshot(TakeSnapshotRequest asked, StreamObserver<TakeSnapshotResponse> to) {
      answer(
          to, TakeSnapshotResponse.newBuilder().setSnapshot(snapshot(asked.getSnapshot())).build());
    }

    @Override
    public void getSnapshot(GetSnapshotRequest asked, StreamObserver<GetSnapshotResponse> to) {
      answer(
          to, GetSnapshotResponse.newBuilder().setSnapshot(snapshot(asked.getSnapshot())).build());
    }

    @Override
    public void listSnapshots(
        ListSnapshotsRequest asked, StreamObserver<ListSnapshotsResponse> to) {
      ListSnapshotsResponse.Builder page = ListSnapshotsResponse.newBuilder();
      if (asked.getPageToken().isEmpty()) {
        page.addSnapshots(snapshot("first")).addSnapshots(snapshot("second"));
        page.setNextPageToken("2");
      } else {
        page.addSnapshots(snapshot("third"));
      }
      answer(to, page.build());
    }

    @Override
    public void deleteSnapshot(
        DeleteSnapshotRequest asked, StreamObserver<DeleteSnapshotResponse> to) {
      if (asked.getSnapshot().equals("pinned")) {
        to.onError(Status.FAILED_PRECONDITION.withDescription("a rollback named it").asException());
      } else {
        answer(to, DeleteSnapshotResponse.getDefaultInstance());
      }
    }

    @Override
    public void rollback(RollbackRequest asked, StreamObserver<RollbackResponse> to) {
      rollback = asked;
      answer(
          to,
          RollbackResponse.newBuilder()
              .setPosition(1000)
              .setExcludedDecisions(asked.hasExcludeFrom() ? 3 : 0)
              .build());
    }

    @Override
    public void exportSnapshot(
        ExportSnapshotRequest asked, StreamObserver<ExportSnapshotResponse> to) {
      for (int at = 0; at < content.size(); at += 100_000) {
        ByteString chunk = content.substring(at, Math.min(content.size(), at + 100_000));
        to.onNext(ExportSnapshotResponse.newBuilder().setChunk(chunk).build());
      }
      to.onCompleted();
    }

    @Override
    public StreamObserver<ImportSnapshotRequest> importSnapshot(
        StreamObserver<ImportSnapshotResponse> to) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ImportSnapshotRequest part) {
          if (refuses && !part.getSnapshot().isEmpty()) {
            to.onError(
                Status.INVALID_ARGUMENT.withDescription("there is no slot image").asException());
          }
          if (refuses) {
            return;
          }
          if (!part.getSnapshot().isEmpty()) {
            names.add(part.getSnapshot());
          }
          received.writeBytes(part.getChunk().toByteArray());
        }

        @Override
        public void onError(Throwable cancelled) {
          received.reset();
        }

        @Override
        public void onCompleted() {
          answer(
              to,
              ImportSnapshotResponse.newBuilder()
                  .setSnapshot(snapshot(names.get(0)))
                  .addUnknownArms("image/new")
                  .build());
        }
      };
    }
  }
}

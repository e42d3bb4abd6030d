package dev.bandolier.loadtest.chaos;

import com.google.protobuf.Timestamp;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotServiceGrpc;
import dev.bandolier.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import dev.bandolier.v1.TakeSnapshotRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Takes snapshots of the campaigns and rolls them back amid the traffic. What a rollback does to the
 * posteriors is for {@code verify} to check; statistics and settlements must not notice. One thread at a
 * time.
 */
final class Meddler {
  private static final int MOST_AT_ONCE = 4;
  private static final double ROLLS_BACK = 0.7;
  private static final double FOLDS_AGAIN = 0.5;
  private static final long DEADLINE_SECONDS = 60;
  private static final long EXCLUDED_SECONDS = 2;
  private static final Set<Status.Code> LOSABLE =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.DEADLINE_EXCEEDED);

  private final List<Scheme> schemes;
  private final RandomGenerator random;
  private final Faults faults;
  private final List<Taken> taken = new ArrayList<>();
  private int made;
  private final AtomicInteger rollbacks = new AtomicInteger();

  Meddler(List<Scheme> schemes, RandomGenerator random, Faults faults) {
    this.schemes = schemes;
    this.random = random;
    this.faults = faults;
  }

  /** A snapshot that was acknowledged, and the rollbacks to it that were. */
  private record Taken(String campaign, String name, Timestamp time, List<Long> rollbacks) {}

  /** Rollbacks that were acknowledged. Any thread. */
  int rollbacks() {
    return rollbacks.get();
  }

  /** Meddles some times with the server at an address, which may die meanwhile. */
  void meddle(String address) {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0; left--) {
        take(stub(channel), schemes.get(random.nextInt(schemes.size())).name());
        if (random.nextDouble() < ROLLS_BACK) {
          rollBack(stub(channel), taken.get(random.nextInt(taken.size())));
        }
      }
    } catch (StatusRuntimeException failed) {
      hear(failed);
    } finally {
      channel.shutdownNow();
    }
  }

  private static SnapshotServiceBlockingStub stub(ManagedChannel channel) {
    return SnapshotServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private void hear(StatusRuntimeException failed) {
    if (!LOSABLE.contains(failed.getStatus().getCode())) {
      faults.add(Kind.LOST, "a snapshot or a rollback was refused: " + failed.getStatus());
    }
  }

  private void take(SnapshotServiceBlockingStub stub, String campaign) {
    String name = "s" + made++;
    TakeSnapshotRequest.Builder request = TakeSnapshotRequest.newBuilder().setSnapshot(name);
    Snapshot snapshot = stub.takeSnapshot(request.setCampaign(campaign).build()).getSnapshot();
    taken.add(new Taken(campaign, name, snapshot.getTime(), new ArrayList<>()));
  }

  private void rollBack(SnapshotServiceBlockingStub stub, Taken snapshot) {
    RollbackRequest.Builder request =
        RollbackRequest.newBuilder().setCampaign(snapshot.campaign()).setSnapshot(snapshot.name());
    if (random.nextDouble() < FOLDS_AGAIN) {
      request.setMode(RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
      request.setExcludeFrom(snapshot.time()).setExcludeTo(later(snapshot.time()));
    } else {
      request.setMode(RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
    }
    snapshot.rollbacks().add(stub.rollback(request.build()).getPosition());
    rollbacks.incrementAndGet();
  }

  private static Timestamp later(Timestamp time) {
    return time.toBuilder().setSeconds(time.getSeconds() + EXCLUDED_SECONDS).build();
  }

  /** Asks a server at rest whether it has every snapshot and every rollback that was acknowledged. */
  void inquire(String address) {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      for (Scheme scheme : schemes) {
        inquire(stub(channel), scheme.name());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private void inquire(SnapshotServiceBlockingStub stub, String campaign) {
    ListSnapshotsRequest request =
        ListSnapshotsRequest.newBuilder().setCampaign(campaign).setPageSize(1_000).build();
    var told =
        stub.listSnapshots(request).getSnapshotsList().stream()
            .collect(Collectors.toMap(Snapshot::getName, Snapshot::getRollbackPositionsList));
    taken.stream()
        .filter(each -> each.campaign().equals(campaign))
        .forEach(
            each -> {
              if (!told.getOrDefault(each.name(), List.of(-1L)).containsAll(each.rollbacks())
                  || !told.containsKey(each.name())) {
                faults.add(Kind.LOST, "snapshot " + each + ", of which the server has " + told);
              }
            });
  }
}

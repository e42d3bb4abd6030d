package dev.bandolier.server.rpc;

import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.manage.SnapshotOutcome;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
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
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import dev.bandolier.v1.TakeSnapshotRequest;
import dev.bandolier.v1.TakeSnapshotResponse;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.util.function.Function;

/** {@code SnapshotService}. Its calls may block; they run on the pool that manages campaigns. */
final class SnapshotCalls extends SnapshotServiceImplBase {

  private final SnapshotManagement snapshots;

  SnapshotCalls(SnapshotManagement snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public void takeSnapshot(
      TakeSnapshotRequest request, StreamObserver<TakeSnapshotResponse> observer) {
    if (Context.current().isCancelled()) {
      return;
    }
    answer(
        snapshots.take(request),
        taken -> TakeSnapshotResponse.newBuilder().setSnapshot(taken).build(),
        observer);
  }

  @Override
  public void listSnapshots(
      ListSnapshotsRequest request, StreamObserver<ListSnapshotsResponse> observer) {
    answer(snapshots.list(request), page -> page, observer);
  }

  @Override
  public void getSnapshot(
      GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> observer) {
    answer(
        snapshots.get(request),
        found -> GetSnapshotResponse.newBuilder().setSnapshot(found).build(),
        observer);
  }

  @Override
  public void deleteSnapshot(
      DeleteSnapshotRequest request, StreamObserver<DeleteSnapshotResponse> observer) {
    if (Context.current().isCancelled()) {
      return;
    }
    answer(
        snapshots.delete(request), gone -> DeleteSnapshotResponse.getDefaultInstance(), observer);
  }

  @Override
  public void exportSnapshot(
      ExportSnapshotRequest request, StreamObserver<ExportSnapshotResponse> observer) {
    SnapshotOutcome<InputStream> outcome = snapshots.export(request);
    if (outcome instanceof Done<InputStream> done) {
      new ExportStream(done.value(), (ServerCallStreamObserver<ExportSnapshotResponse>) observer)
          .start();
    } else {
      observer.onError(Statuses.exception(((Refused<InputStream>) outcome).refusal()));
    }
  }

  @Override
  public StreamObserver<ImportSnapshotRequest> importSnapshot(
      StreamObserver<ImportSnapshotResponse> observer) {
    return new ImportStream(snapshots, observer);
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> observer) {
    Context context = Context.current();
    if (!context.isCancelled()) {
      answer(snapshots.rollback(request, context::isCancelled), done -> done, observer);
    }
  }

  static <T, A> void answer(
      SnapshotOutcome<T> outcome, Function<T, A> message, StreamObserver<A> observer) {
    if (outcome instanceof Done<T> done) {
      observer.onNext(message.apply(done.value()));
      observer.onCompleted();
    } else {
      observer.onError(Statuses.exception(((Refused<T>) outcome).refusal()));
    }
  }
}

package dev.bandolier.client;

import dev.bandolier.v1.ImportSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotResponse;
import dev.bandolier.v1.SnapshotServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One import under way. It sends no faster than the transport takes it. One thread sends. */
final class SnapshotUpload extends ClientCall.Listener<ImportSnapshotResponse>
    implements AutoCloseable {
  /** Bytes of a message. */
  static final int CHUNK = 256 << 10;

  private final ClientCall<ImportSnapshotRequest, ImportSnapshotResponse> call;
  private final Semaphore ready = new Semaphore(0);
  private final CompletableFuture<ImportSnapshotResponse> answer = new CompletableFuture<>();
  private @Nullable ImportSnapshotResponse message;

  private SnapshotUpload(ClientCall<ImportSnapshotRequest, ImportSnapshotResponse> call) {
    this.call = call;
  }

  static SnapshotUpload open(Channel channel, Duration patience) {
    SnapshotUpload upload =
        new SnapshotUpload(
            channel.newCall(
                SnapshotServiceGrpc.getImportSnapshotMethod(), AdminCalls.options(patience)));
    upload.call.start(upload, new Metadata());
    upload.call.request(2);
    return upload;
  }

  /** Waits until there is room, or until the call has ended, which {@link #finish} tells. */
  void send(ImportSnapshotRequest part) {
    while (!call.isReady() && !answer.isDone()) {
      ready.acquireUninterruptibly();
      ready.drainPermits();
    }
    if (!answer.isDone()) {
      call.sendMessage(part);
    }
  }

  /**
   * Waits for the answer.
   *
   * @throws BandolierException if there is none
   */
  ImportSnapshotResponse finish() {
    if (!answer.isDone()) {
      call.halfClose();
    }
    return Waiting.on(answer);
  }

  @Override
  public void onReady() {
    ready.release();
  }

  @Override
  public void onMessage(ImportSnapshotResponse response) {
    message = response;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    ImportSnapshotResponse response = message;
    if (status.isOk() && response != null) {
      answer.complete(response);
    } else {
      answer.completeExceptionally(new BandolierException(Problems.of(status, trailers)));
    }
    ready.release();
  }

  /** Ends a call that has no answer yet; the server keeps nothing of it. */
  @Override
  public void close() {
    call.cancel("the import was given up", null);
  }
}

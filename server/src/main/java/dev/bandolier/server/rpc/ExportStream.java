package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.ExportSnapshotResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sends an export as fast as the transport takes it, never more. The call's thread, one at a time; the
 * source is closed at the end, also when the caller goes away.
 */
final class ExportStream {

  private static final int CHUNK_BYTES = 64 << 10;

  private final InputStream source;
  private final ServerCallStreamObserver<ExportSnapshotResponse> call;
  private boolean over;

  ExportStream(InputStream source, ServerCallStreamObserver<ExportSnapshotResponse> call) {
    this.source = source;
    this.call = call;
  }

  void start() {
    call.setOnReadyHandler(this::send);
    call.setOnCancelHandler(this::end);
    send();
  }

  private synchronized void send() {
    try {
      while (!over && call.isReady()) {
        byte[] chunk = source.readNBytes(CHUNK_BYTES);
        if (chunk.length == 0) {
          end();
          call.onCompleted();
        } else {
          call.onNext(
              ExportSnapshotResponse.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
        }
      }
    } catch (IOException e) {
      end();
      call.onError(
          Status.INTERNAL.withDescription("the export broke off").withCause(e).asException());
    }
  }

  private synchronized void end() {
    over = true;
    try {
      source.close();
    } catch (IOException e) {
      throw new IllegalStateException("an export's temporary file cannot be closed", e);
    }
  }
}

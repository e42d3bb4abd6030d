package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.manage.SnapshotImport;
import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.manage.SnapshotOutcome;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.v1.ImportSnapshotRequest;
import dev.bandolier.v1.ImportSnapshotResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes an import in. The call's thread, one at a time. */
final class ImportStream implements StreamObserver<ImportSnapshotRequest> {

  private final SnapshotManagement snapshots;
  private final StreamObserver<ImportSnapshotResponse> answer;
  private @Nullable SnapshotImport under;
  private boolean over;

  ImportStream(SnapshotManagement snapshots, StreamObserver<ImportSnapshotResponse> answer) {
    this.snapshots = snapshots;
    this.answer = answer;
  }

  @Override
  public void onNext(ImportSnapshotRequest request) {
    if (over) {
      return;
    }
    try {
      Refusal refusal = under == null ? begin(request) : null;
      if (refusal == null && under != null) {
        refusal = add(under, request);
      }
      if (refusal != null) {
        refuse(refusal);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private @Nullable Refusal begin(ImportSnapshotRequest first) {
    SnapshotOutcome<SnapshotImport> begun =
        snapshots.receive(first.getCampaign(), first.getSnapshot(), first.getEtag());
    if (begun instanceof Done<SnapshotImport> done) {
      under = done.value();
      return null;
    }
    return ((Refused<SnapshotImport>) begun).refusal();
  }

  private static @Nullable Refusal add(SnapshotImport to, ImportSnapshotRequest request)
      throws IOException {
    for (ByteBuffer chunk : request.getChunk().asReadOnlyByteBufferList()) {
      Refusal refusal = to.add(chunk);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    if (under == null) {
      refuse(SnapshotManagement.nothingCame());
      return;
    }
    try {
      SnapshotOutcome<ImportSnapshotResponse> done = under.finish();
      end();
      SnapshotCalls.answer(done, response -> response, answer);
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable gone) {
    end();
  }

  private void refuse(Refusal refusal) {
    end();
    answer.onError(Statuses.exception(refusal));
  }

  private void fail(IOException cause) {
    end();
    throw new IllegalStateException("what is imported could not be kept", cause);
  }

  private void end() {
    over = true;
    if (under != null) {
      try {
        under.close();
      } catch (IOException e) {
        throw new IllegalStateException("an import's temporary file cannot be deleted", e);
      }
    }
  }
}

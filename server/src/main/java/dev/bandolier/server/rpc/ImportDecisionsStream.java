package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.Import;
import dev.bandolier.server.evaluate.ImportOutcome;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportDecisionsResponse;
import io.grpc.stub.StreamObserver;

/** Takes an import of decisions in. The call's thread, one at a time. */
final class ImportDecisionsStream implements StreamObserver<ImportDecisionsRequest> {

  private final Import under;
  private final StreamObserver<ImportDecisionsResponse> answer;
  private boolean over;

  ImportDecisionsStream(Import under, StreamObserver<ImportDecisionsResponse> answer) {
    this.under = under;
    this.answer = answer;
  }

  @Override
  public void onNext(ImportDecisionsRequest request) {
    Refusal refusal = over ? null : under.add(request);
    if (refusal != null) {
      refuse(refusal);
    }
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    ImportOutcome outcome = under.finish();
    if (outcome instanceof ImportOutcome.Done done) {
      answer.onNext(done.response());
      answer.onCompleted();
    } else {
      refuse(((ImportOutcome.Refused) outcome).refusal());
    }
  }

  @Override
  public void onError(Throwable gone) {
    over = true;
  }

  private void refuse(Refusal refusal) {
    over = true;
    answer.onError(Statuses.exception(refusal));
  }
}

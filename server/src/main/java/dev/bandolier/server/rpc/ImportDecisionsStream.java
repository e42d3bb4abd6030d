package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.Import;
import dev.bandolier.server.evaluate.ImportOutcome;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportDecisionsResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Supplier;

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
    if (!over) {
      Refusal refusal =
          closingOnFailure(() -> Optional.ofNullable(under.add(request))).orElse(null);
      if (refusal != null) {
        refuse(refusal);
      }
    }
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    ImportOutcome outcome = closingOnFailure(under::finish);
    if (outcome instanceof ImportOutcome.Done done) {
      end();
      answer.onNext(done.response());
      answer.onCompleted();
    } else {
      refuse(((ImportOutcome.Refused) outcome).refusal());
    }
  }

  private <T> T closingOnFailure(Supplier<T> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      end();
      throw e;
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

  private void end() {
    over = true;
    under.close();
  }
}

package dev.bandolier.server.rpc;

import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One stream of questions. The next is read when the answer to the last has been taken by the
 * transport, so a caller who does not read is not read from. A decision counts as answered once its
 * answer was handed over while the stream was alive. Called by gRPC, one call at a time.
 */
final class DecideStream implements StreamObserver<DecideStreamRequest> {

  private final Decider decider;
  private final ServerCallStreamObserver<DecideStreamResponse> call;
  private boolean waiting;

  DecideStream(Decider decider, ServerCallStreamObserver<DecideStreamResponse> call) {
    this.decider = decider;
    this.call = call;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::goOn);
    call.setOnCancelHandler(() -> waiting = false);
    call.request(1);
  }

  @Override
  public void onNext(DecideStreamRequest message) {
    DecideOutcome outcome = decider.decide(message.getRequest());
    call.onNext(DecideStreamResponse.newBuilder().setResult(DecisionCalls.result(outcome)).build());
    if (outcome instanceof Decided decided) {
      end(decided);
    }
    waiting = true;
    goOn();
  }

  @Override
  public void onError(Throwable gone) {
    waiting = false;
  }

  @Override
  public void onCompleted() {
    call.onCompleted();
  }

  private void end(Decided decided) {
    if (call.isCancelled()) {
      decider.unanswered(decided);
    } else {
      decider.answered(decided);
    }
  }

  private void goOn() {
    if (waiting && call.isReady()) {
      waiting = false;
      call.request(1);
    }
  }
}

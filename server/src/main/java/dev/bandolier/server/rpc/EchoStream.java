package dev.bandolier.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One stream of messages, each answered at once with the same bytes. Like {@link DecideStream} it reads the
 * next message when the answers so far have been taken by the transport. Called by the call's thread.
 */
final class EchoStream implements StreamObserver<byte[]> {

  private final ServerCallStreamObserver<byte[]> call;
  private final byte[] answer;
  private boolean asked;
  private boolean over;

  EchoStream(StreamObserver<byte[]> observer, byte[] answer) {
    this.call = (ServerCallStreamObserver<byte[]>) observer;
    this.answer = answer;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::ask);
    call.setOnCancelHandler(() -> over = true);
    asked = true;
    call.request(1);
  }

  @Override
  public void onNext(byte[] message) {
    asked = false;
    call.onNext(answer);
    ask();
  }

  private void ask() {
    if (!asked && !over && call.isReady()) {
      asked = true;
      call.request(1);
    }
  }

  @Override
  public void onError(Throwable gone) {
    over = true;
  }

  @Override
  public void onCompleted() {
    over = true;
    call.onCompleted();
  }
}

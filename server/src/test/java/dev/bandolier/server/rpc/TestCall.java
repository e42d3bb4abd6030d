package dev.bandolier.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/** A call as gRPC would show it, of which a test says whether its caller reads. */
final class TestCall<T> extends ServerCallStreamObserver<T> {

  final List<T> answers = new ArrayList<>();
  Runnable onReady = () -> {};
  boolean ready = true;
  int asked;
  int times;

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void request(int count) {
    asked += count;
    times++;
  }

  @Override
  public void onNext(T answer) {
    answers.add(answer);
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void disableAutoRequest() {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void onError(Throwable refusal) {
    throw new AssertionError(refusal);
  }

  @Override
  public void onCompleted() {}
}

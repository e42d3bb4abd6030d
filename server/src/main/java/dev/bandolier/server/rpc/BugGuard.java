package dev.bandolier.server.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Tells the caller {@code INTERNAL}, and the listener why, where a call meets a bug. Any thread. */
final class BugGuard implements ServerInterceptor {

  private final RpcListener listener;

  BugGuard(RpcListener listener) {
    this.listener = listener;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new Guarded<>(call, next.startCall(call, headers));
  }

  private final class Guarded<Q, A> extends SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, A> call;
    private boolean failed;

    Guarded(ServerCall<Q, A> call, ServerCall.Listener<Q> next) {
      super(next);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable step) {
      if (failed) {
        return;
      }
      try {
        step.run();
      } catch (RuntimeException bug) {
        failed = true;
        listener.failed(call.getMethodDescriptor().getFullMethodName(), bug);
        close();
      }
    }

    private void close() {
      try {
        call.close(Status.INTERNAL.withDescription("a bug: see the server's log"), new Metadata());
      } catch (IllegalStateException alreadyClosed) {
        listener.failed(call.getMethodDescriptor().getFullMethodName(), alreadyClosed);
      }
    }
  }
}

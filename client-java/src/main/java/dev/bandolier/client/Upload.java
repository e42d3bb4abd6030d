package dev.bandolier.client;

import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One stream of messages with one answer under way. It sends no faster than the transport takes it. One thread sends. */
final class Upload<Q, A> extends ClientCall.Listener<A> implements AutoCloseable {
  private final ClientCall<Q, A> call;
  private final Semaphore ready = new Semaphore(0);
  private final CompletableFuture<A> answer = new CompletableFuture<>();
  private @Nullable A message;

  private Upload(ClientCall<Q, A> call) {
    this.call = call;
  }

  static <Q, A> Upload<Q, A> open(
      Channel channel, MethodDescriptor<Q, A> method, Duration patience) {
    Upload<Q, A> upload = new Upload<>(channel.newCall(method, AdminCalls.options(patience)));
    upload.call.start(upload, new Metadata());
    upload.call.request(2);
    return upload;
  }

  /** Waits until there is room, or until the call has ended, which {@link #finish} tells. */
  void send(Q part) {
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
  A finish() {
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
  public void onMessage(A response) {
    message = response;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    A response = message;
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

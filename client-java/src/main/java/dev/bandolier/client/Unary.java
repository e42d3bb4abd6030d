package dev.bandolier.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** One question and one answer. The reply is told once, on a thread of the transport, or on the caller's. */
final class Unary<A> extends ClientCall.Listener<A> {
  /** Is told the end of a call; must not block. */
  interface Reply<A> {
    void answered(A answer);

    void failed(Problem problem);
  }

  private final Reply<A> reply;
  private @Nullable A answer;

  private Unary(Reply<A> reply) {
    this.reply = reply;
  }

  static <Q, A> ClientCall<Q, A> send(
      Channel channel, MethodDescriptor<Q, A> method, CallOptions how, Q question, Reply<A> reply) {
    ClientCall<Q, A> call = channel.newCall(method, how);
    call.start(new Unary<>(reply), new Metadata());
    call.request(2);
    call.sendMessage(question);
    call.halfClose();
    return call;
  }

  @Override
  public void onMessage(A message) {
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    A message = answer;
    if (status.isOk() && message != null) {
      reply.answered(message);
    } else {
      reply.failed(Problems.of(status, trailers));
    }
  }
}

package dev.bandolier.loadtest.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call for each request. */
final class CallLane implements Lane {

  private final Channel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final Deck deck;
  private final Receiver receiver;

  CallLane(Channel channel, MethodDescriptor<byte[], byte[]> method, Deck deck, Receiver receiver) {
    this.channel = channel;
    this.method = method;
    this.deck = deck;
    this.receiver = receiver;
  }

  @Override
  public void send(long id, long intended) {
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new Exchange(id, intended), new Metadata());
    call.request(2);
    call.sendMessage(deck.message(id));
    call.halfClose();
  }

  @Override
  public void close() {}

  /** One call. */
  private final class Exchange extends ClientCall.Listener<byte[]> {

    private final long id;
    private final long intended;
    private byte @Nullable [] answer;

    Exchange(long id, long intended) {
      this.id = id;
      this.intended = intended;
    }

    @Override
    public void onMessage(byte[] message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk() && answer != null) {
        receiver.answered(CallLane.this, id, intended, answer);
      } else {
        receiver.failed(CallLane.this, id, intended, status);
      }
    }
  }
}

package dev.bandolier.loadtest.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A message of one stream for each request; answers come in the order of the requests. Whoever sends bounds
 * how many are under way.
 */
final class StreamLane extends ClientCall.Listener<byte[]> implements Lane {

  private record Sent(long id, long intended) {}

  private final ClientCall<byte[], byte[]> call;
  private final Deck deck;
  private final Receiver receiver;
  private final Queue<Sent> underWay = new ArrayDeque<>();
  private @Nullable Status end;

  private StreamLane(ClientCall<byte[], byte[]> call, Deck deck, Receiver receiver) {
    this.call = call;
    this.deck = deck;
    this.receiver = receiver;
  }

  /** Opens the stream. */
  static StreamLane open(
      Channel channel, MethodDescriptor<byte[], byte[]> method, Deck deck, Receiver receiver) {
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    StreamLane lane = new StreamLane(call, deck, receiver);
    call.start(lane, new Metadata());
    call.request(Integer.MAX_VALUE);
    return lane;
  }

  @Override
  public void send(long id, long intended) {
    Status over = enqueue(id, intended);
    if (over != null) {
      receiver.failed(this, id, intended, over);
    }
  }

  private synchronized @Nullable Status enqueue(long id, long intended) {
    if (end == null) {
      underWay.add(new Sent(id, intended));
      call.sendMessage(deck.message(id));
    }
    return end;
  }

  @Override
  public void onMessage(byte[] answer) {
    Sent sent = take();
    receiver.answered(this, sent.id, sent.intended, answer);
  }

  private synchronized Sent take() {
    return underWay.remove();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    Status reason = status.isOk() ? Status.UNAVAILABLE.withDescription("the stream ended") : status;
    for (Sent sent : takeAll(reason)) {
      receiver.failed(this, sent.id, sent.intended, reason);
    }
  }

  private synchronized List<Sent> takeAll(Status reason) {
    end = reason;
    List<Sent> left = List.copyOf(underWay);
    underWay.clear();
    return left;
  }

  @Override
  public synchronized void close() {
    if (end == null) {
      end = Status.CANCELLED.withDescription("the stream was closed");
      call.halfClose();
    }
  }
}

package dev.bandolier.loadtest.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The connections to one server: some for the load, one for what is reported beside it. Callbacks run on
 * the connections' threads. Used by one thread.
 */
final class Link implements AutoCloseable {

  private static final int MOST_BYTES = 64 << 20;
  private static final long PATIENCE_SECONDS = 5;

  private final List<ManagedChannel> channels;
  private final ManagedChannel aside;

  private Link(List<ManagedChannel> channels, ManagedChannel aside) {
    this.channels = channels;
    this.aside = aside;
  }

  /** Connects so many times to {@code HOST:PORT}, without TLS. */
  static Link to(String address, int connections) {
    return new Link(
        IntStream.range(0, connections).mapToObj(i -> channel(address)).toList(), channel(address));
  }

  private static ManagedChannel channel(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .directExecutor()
        .maxInboundMessageSize(MOST_BYTES)
        .build();
  }

  /** How many connections are for the load. */
  int connections() {
    return channels.size();
  }

  /** A lane on each of the first so many connections. */
  List<Lane> lanes(int connections, Mode mode, Deck deck, Receiver receiver) {
    return channels.stream()
        .limit(connections)
        .map(channel -> lane(channel, mode, deck, receiver))
        .toList();
  }

  /** A lane on the connection beside the load's. */
  Lane aside(Mode mode, Deck deck, Receiver receiver) {
    return lane(aside, mode, deck, receiver);
  }

  /** The answer to one call, waited for. */
  byte[] ask(Mode mode, byte[] message) {
    return ClientCalls.blockingUnaryCall(aside, Methods.of(mode), CallOptions.DEFAULT, message);
  }

  private static Lane lane(ManagedChannel channel, Mode mode, Deck deck, Receiver receiver) {
    return mode.streams()
        ? StreamLane.open(channel, Methods.of(mode), deck, receiver)
        : new CallLane(channel, Methods.of(mode), deck, receiver);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    aside.shutdownNow();
    try {
      aside.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

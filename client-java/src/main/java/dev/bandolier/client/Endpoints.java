package dev.bandolier.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pool of channels, used in turn: one connection lives on one thread of the transport. Any thread. */
final class Endpoints {
  private final List<ManagedChannel> channels;
  private final AtomicInteger turn = new AtomicInteger();

  Endpoints(List<ManagedChannel> channels) {
    this.channels = List.copyOf(channels);
  }

  ManagedChannel next() {
    return channels.get(Math.floorMod(turn.getAndIncrement(), channels.size()));
  }

  <Q, A> ClientCall<Q, A> send(
      MethodDescriptor<Q, A> method, Duration deadline, Q question, Unary.Reply<A> reply) {
    return send(method, Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS), question, reply);
  }

  <Q, A> ClientCall<Q, A> send(
      MethodDescriptor<Q, A> method, Deadline deadline, Q question, Unary.Reply<A> reply) {
    return Unary.send(next(), method, CallOptions.DEFAULT.withDeadline(deadline), question, reply);
  }

  /**
   * Connects where there is no connection. To be called every second or so: left alone, gRPC waits for up to two minutes
   * before it looks again for a server that was gone.
   */
  void connect() {
    for (ManagedChannel channel : channels) {
      if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
      }
    }
  }

  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}

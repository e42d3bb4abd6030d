package dev.bandolier.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Blocking calls, each with a deadline; a refusal is a {@link BandolierException}. Any thread. */
final class AdminCalls {
  private final Endpoints endpoints;
  private final Duration deadline;

  AdminCalls(Endpoints endpoints, Duration deadline) {
    this.endpoints = endpoints;
    this.deadline = deadline;
  }

  <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, deadline);
  }

  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration patience) {
    return refusing(
        () -> ClientCalls.blockingUnaryCall(endpoints.next(), method, options(patience), request));
  }

  Channel next() {
    return endpoints.next();
  }

  Duration deadline() {
    return deadline;
  }

  static CallOptions options(Duration patience) {
    return CallOptions.DEFAULT.withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  static <A> A refusing(Supplier<A> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      BandolierException refusal = new BandolierException(Problems.of(e));
      refusal.initCause(e);
      throw refusal;
    }
  }
}

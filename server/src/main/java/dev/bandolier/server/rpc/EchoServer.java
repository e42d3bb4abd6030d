package dev.bandolier.server.rpc;

import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The empty call that the server's speed is measured against: the transport, threads and limits of
 * {@link GrpcServer}, and behind them nothing. Takes the bytes of {@code Decide}, {@code DecideStream} and
 * {@code DecideBatch}, does not look at them, and answers with bytes made beforehand. Calls are not watched:
 * what metrics cost is the server's.
 *
 * <p>Started and stopped once, by one thread.
 */
public final class EchoServer {

  private final GrpcServerConfig config;
  private final CallPools pools;
  private final Server server;

  /**
   * Makes an echo that does not listen yet.
   *
   * @param decisionBytes how many bytes its answer to one decision has, at least {@link
   *     EchoAnswers#LEAST_BYTES}
   * @param batchItems how many decisions its answer to a batch holds, 1 to 10,000
   */
  public EchoServer(GrpcServerConfig config, int decisionBytes, int batchItems) {
    this.config = config;
    this.pools = new CallPools(config, RpcListener.NONE);
    this.server =
        Transport.of(config, pools)
            .addService(
                ServerInterceptors.intercept(
                    service(new EchoAnswers(decisionBytes, batchItems)), pools))
            .build();
  }

  private static ServerServiceDefinition service(EchoAnswers answers) {
    return ServerServiceDefinition.builder(DecisionServiceGrpc.SERVICE_NAME)
        .addMethod(
            bytes(DecisionServiceGrpc.getDecideMethod()),
            ServerCalls.asyncUnaryCall((request, observer) -> answer(observer, answers.decide())))
        .addMethod(
            bytes(DecisionServiceGrpc.getDecideBatchMethod()),
            ServerCalls.asyncUnaryCall((request, observer) -> answer(observer, answers.batch())))
        .addMethod(
            bytes(DecisionServiceGrpc.getDecideStreamMethod()),
            ServerCalls.asyncBidiStreamingCall(
                observer -> new EchoStream(observer, answers.stream())))
        .build();
  }

  private static void answer(StreamObserver<byte[]> observer, byte[] answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static MethodDescriptor<byte[], byte[]> bytes(MethodDescriptor<?, ?> method) {
    return method.toBuilder(new Bytes(), new Bytes()).build();
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if it cannot, with a message that says where
   */
  public void start() throws IOException {
    Transport.start(server, config);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Takes no more calls, lets those under way end, and cuts what is left after the given time. */
  public void stop(Duration patience) throws InterruptedException {
    server.shutdown();
    if (!server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow();
      server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    pools.stop(patience);
  }
}

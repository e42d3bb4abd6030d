package dev.bandolier.server.rpc;

import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.EvaluationServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.SnapshotServiceGrpc;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The gRPC face of the rooms. Started and stopped once, by one thread.
 *
 * <p>Decisions run on the event loops and must not block; see {@link CallPools} for the rest.
 */
public final class GrpcServer {

  private static final List<String> SERVICES =
      List.of(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          DecisionServiceGrpc.SERVICE_NAME,
          FeedbackServiceGrpc.SERVICE_NAME,
          CampaignServiceGrpc.SERVICE_NAME,
          SnapshotServiceGrpc.SERVICE_NAME,
          EvaluationServiceGrpc.SERVICE_NAME);

  private final GrpcServerConfig config;
  private final CallPools pools;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  /**
   * Makes a server that does not listen yet.
   *
   * @param instrument adds what watches the calls, such as gRPC's own metrics
   */
  public GrpcServer(
      GrpcServerConfig config,
      Rooms rooms,
      RpcListener listener,
      Consumer<ServerBuilder<?>> instrument) {
    this.config = config;
    this.pools = new CallPools(config, listener);
    NettyServerBuilder builder = Transport.of(config, pools);
    instrument.accept(builder);
    DecisionCalls decisions = new DecisionCalls(rooms, pools.feedback(), listener);
    FeedbackCalls feedback = new FeedbackCalls(rooms.feedback(), pools.feedback(), listener);
    add(builder, DecideMethods.serviceOf(decisions), listener);
    add(builder, feedback.bindService(), listener);
    add(builder, new CampaignCalls(rooms).bindService(), listener);
    add(builder, new SnapshotCalls(rooms.snapshots()).bindService(), listener);
    add(builder, new EvaluationCalls(rooms).bindService(), listener);
    builder.addService(health.getHealthService());
    builder.addService(ProtoReflectionServiceV1.newInstance());
    this.server = builder.build();
    setHealth(ServingStatus.NOT_SERVING);
  }

  /**
   * Loads the transport's classes on a thread of its own, while the caller recovers its data: half a
   * second of a start. Nothing depends on it.
   */
  public static void loadAhead() {
    Thread thread = new Thread(GrpcServer::load, "grpc-load");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    NettyServerBuilder.forPort(0)
        .directExecutor()
        .addService(new HealthStatusManager().getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance())
        .build()
        .shutdownNow();
  }

  /**
   * Starts to listen; healthy from then on.
   *
   * @throws IOException if it cannot, with a message that says where
   */
  public void start() throws IOException {
    Transport.start(server, config);
    setHealth(ServingStatus.SERVING);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Says that it is not serving, takes no more calls, lets those under way end, and cuts what is left
   * after the given time.
   */
  public void stop(Duration patience) throws InterruptedException {
    health.enterTerminalState();
    server.shutdown();
    if (!server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow();
      server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    pools.stop(patience);
  }

  private void add(
      NettyServerBuilder builder, ServerServiceDefinition service, RpcListener listener) {
    builder.addService(ServerInterceptors.interceptForward(service, pools, new BugGuard(listener)));
  }

  private void setHealth(ServingStatus status) {
    SERVICES.forEach(service -> health.setStatus(service, status));
  }
}

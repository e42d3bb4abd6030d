package dev.bandolier.server.rpc;

import dev.bandolier.server.rpc.GrpcServerConfig.Certificate;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.SnapshotServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
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

  private static final int RESET_WINDOW_SECONDS = 30;
  private static final Duration AGE_GRACE = Duration.ofSeconds(30);
  private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);
  private static final List<String> SERVICES =
      List.of(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          DecisionServiceGrpc.SERVICE_NAME,
          FeedbackServiceGrpc.SERVICE_NAME,
          CampaignServiceGrpc.SERVICE_NAME,
          SnapshotServiceGrpc.SERVICE_NAME);

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
    NettyServerBuilder builder = transport();
    instrument.accept(builder);
    add(builder, new DecisionCalls(rooms, pools.feedback(), listener), listener);
    add(builder, new FeedbackCalls(rooms.feedback(), pools.feedback(), listener), listener);
    add(builder, new CampaignCalls(rooms.management(), rooms.statistics()), listener);
    add(builder, new SnapshotCalls(rooms.snapshots()), listener);
    builder.addService(health.getHealthService());
    builder.addService(ProtoReflectionServiceV1.newInstance());
    this.server = builder.build();
    setHealth(ServingStatus.NOT_SERVING);
  }

  /**
   * Starts to listen; healthy from then on.
   *
   * @throws IOException if it cannot, with a message that says where
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      String where = config.host() + ":" + config.port();
      throw new IOException("cannot listen on " + where + ": " + rootMessage(e), e);
    }
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

  private NettyServerBuilder transport() {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
            .directExecutor()
            .callExecutor(pools)
            .maxInboundMessageSize(config.maxMessageBytes())
            .maxInboundMetadataSize(config.maxMetadataBytes())
            .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
            .maxRstFramesPerWindow(
                config.maxResetsPerSecond() * RESET_WINDOW_SECONDS, RESET_WINDOW_SECONDS)
            .keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(LEAST_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (!config.connectionAge().isZero()) {
      builder
          .maxConnectionAge(config.connectionAge().toMillis(), TimeUnit.MILLISECONDS)
          .maxConnectionAgeGrace(AGE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
    Certificate certificate = config.certificate();
    if (certificate != null) {
      builder.useTransportSecurity(certificate.chain().toFile(), certificate.key().toFile());
    }
    return builder;
  }

  private void add(NettyServerBuilder builder, BindableService service, RpcListener listener) {
    builder.addService(
        ServerInterceptors.interceptForward(service.bindService(), pools, new BugGuard(listener)));
  }

  private void setHealth(ServingStatus status) {
    SERVICES.forEach(service -> health.setStatus(service, status));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}

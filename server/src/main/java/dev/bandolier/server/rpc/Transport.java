package dev.bandolier.server.rpc;

import dev.bandolier.server.rpc.GrpcServerConfig.Certificate;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the server and the echo that it is measured against have in common: threads, limits, sockets. */
final class Transport {

  private static final int RESET_WINDOW_SECONDS = 30;
  private static final Duration AGE_GRACE = Duration.ofSeconds(30);
  private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);

  /** Netty's search for lost buffers takes a stack trace of every 128th; no buffer of its is held here. */
  private static final String SEARCH = "io.grpc.netty.shaded.io.netty.leakDetection.level";

  static {
    if (System.getProperty(SEARCH) == null) {
      System.setProperty(SEARCH, "disabled");
    }
  }

  private Transport() {}

  /** A server without services yet, whose calls run where the pools say. */
  static NettyServerBuilder of(GrpcServerConfig config, CallPools pools) {
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

  /**
   * Starts to listen.
   *
   * @throws IOException if it cannot, with a message that says where
   */
  static void start(Server server, GrpcServerConfig config) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      String where = config.host() + ":" + config.port();
      throw new IOException("cannot listen on " + where + ": " + rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}

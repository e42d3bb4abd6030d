package dev.bandolier.server.rpc;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server listens, and what it bears.
 *
 * @param host the address to bind
 * @param port the port, 0 for any free one
 * @param maxMessageBytes the largest message taken, at least 1 KiB
 * @param maxMetadataBytes the largest headers taken, at least 1 KiB
 * @param maxCallsPerConnection calls at once on one connection
 * @param maxResetsPerSecond resets a second of one connection, above which it is cut
 * @param connectionAge after which a connection is asked to go; zero: never
 * @param keepAlive after so much silence a connection is probed
 * @param feedbackThreads threads for feedback
 * @param feedbackCalls feedback calls at once, streams included
 * @param batchThreads threads for batches: fewer than processors, so that one is left for single decisions
 * @param batchCalls batches at once
 * @param managementThreads threads for campaigns and statistics
 * @param managementCalls such calls at once
 * @param certificate what TLS is spoken with; null: no TLS
 */
public record GrpcServerConfig(
    String host,
    int port,
    int maxMessageBytes,
    int maxMetadataBytes,
    int maxCallsPerConnection,
    int maxResetsPerSecond,
    Duration connectionAge,
    Duration keepAlive,
    int feedbackThreads,
    int feedbackCalls,
    int batchThreads,
    int batchCalls,
    int managementThreads,
    int managementCalls,
    @Nullable Certificate certificate) {

  /**
   * What the server proves itself by.
   *
   * @param chain file of the certificate chain, PEM
   * @param key file of its key, PEM, not encrypted
   */
  public record Certificate(Path chain, Path key) {}

  /** Port 7070 of the loopback address; batches on half of the processors. */
  public static final GrpcServerConfig DEFAULTS =
      new GrpcServerConfig(
          "127.0.0.1",
          7070,
          16 << 20,
          16 << 10,
          1024,
          200,
          Duration.ZERO,
          Duration.ofMinutes(1),
          2,
          1024,
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          64,
          4,
          64,
          null);

  /** Checks the ranges. */
  public GrpcServerConfig {
    require(!host.isBlank(), "host: an address");
    require(port >= 0 && port <= 65_535, "port: 0 to 65535");
    require(maxMessageBytes >= 1 << 10, "maxMessageBytes: at least 1024");
    require(maxMetadataBytes >= 1 << 10, "maxMetadataBytes: at least 1024");
    require(maxCallsPerConnection >= 1, "maxCallsPerConnection: at least 1");
    require(maxResetsPerSecond >= 1, "maxResetsPerSecond: at least 1");
    require(!connectionAge.isNegative(), "connectionAge: not negative");
    require(keepAlive.compareTo(Duration.ofSeconds(1)) >= 0, "keepAlive: at least a second");
    require(feedbackThreads >= 1 && feedbackCalls >= 1, "feedback: at least 1");
    require(batchThreads >= 1 && batchCalls >= 1, "batch: at least 1");
    require(managementThreads >= 1 && managementCalls >= 1, "management: at least 1");
  }

  /** The same at another address. */
  public GrpcServerConfig at(String newHost, int newPort) {
    return new GrpcServerConfig(
        newHost,
        newPort,
        maxMessageBytes,
        maxMetadataBytes,
        maxCallsPerConnection,
        maxResetsPerSecond,
        connectionAge,
        keepAlive,
        feedbackThreads,
        feedbackCalls,
        batchThreads,
        batchCalls,
        managementThreads,
        managementCalls,
        certificate);
  }

  /** The same with TLS. */
  public GrpcServerConfig with(@Nullable Certificate newCertificate) {
    return new GrpcServerConfig(
        host,
        port,
        maxMessageBytes,
        maxMetadataBytes,
        maxCallsPerConnection,
        maxResetsPerSecond,
        connectionAge,
        keepAlive,
        feedbackThreads,
        feedbackCalls,
        batchThreads,
        batchCalls,
        managementThreads,
        managementCalls,
        newCertificate);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}

package dev.bandolier.server;

import dev.bandolier.server.http.Readiness;
import dev.bandolier.server.http.WebServer;
import dev.bandolier.server.telemetry.Telemetry;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with its telemetry and its web port, which is up before the server recovers. */
final class Service implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final String TRACES = "OTEL_TRACES_EXPORTER";

  /** By this grpc-java is told to make spans (gRFC A72). */
  private static final String GRPC_TRACES = "GRPC_EXPERIMENTAL_ENABLE_OTEL_TRACING";

  private final Telemetry telemetry;
  private final WebServer web;
  private final Server server;

  private Service(Telemetry telemetry, WebServer web, Server server) {
    this.telemetry = telemetry;
    this.web = web;
    this.server = server;
  }

  /**
   * Starts everything; answers when it returns.
   *
   * @throws StartException if it cannot start; nothing is damaged
   */
  static Service start(ServerConfig config) throws StartException {
    Telemetry telemetry = telemetry();
    boolean started = false;
    try {
      Service service = start(config, telemetry);
      started = true;
      return service;
    } finally {
      if (!started) {
        telemetry.close();
      }
    }
  }

  private static Service start(ServerConfig config, Telemetry telemetry) throws StartException {
    WebServer web = web(config.http(), telemetry);
    boolean started = false;
    try {
      Server server = Server.start(config, Facilities.of(telemetry));
      Service service = new Service(telemetry, web, server);
      web.become(Readiness.READY);
      service.greet(config);
      started = true;
      return service;
    } finally {
      if (!started) {
        web.close();
      }
    }
  }

  private static Telemetry telemetry() throws StartException {
    if (!System.getenv().getOrDefault(TRACES, "none").equals("none")) {
      System.setProperty(GRPC_TRACES, "true");
    }
    try {
      return Telemetry.start();
    } catch (ConfigurationException e) {
      throw new StartException("OpenTelemetry cannot be configured: " + e.getMessage(), e);
    }
  }

  private static WebServer web(Address address, Telemetry telemetry) throws StartException {
    try {
      return WebServer.start(address.host(), address.port(), telemetry);
    } catch (IOException e) {
      throw new StartException(e.getMessage() + ". Choose another address with --http", e);
    }
  }

  private void greet(ServerConfig config) {
    LOG.info(
        "ready: gRPC on {}{}, web on {}, data in {}, {} campaigns, journal at {}",
        config.listen().at(port()),
        config.tls() == null ? "" : " (TLS)",
        config.http().at(httpPort()),
        config.data(),
        server.campaigns().size(),
        server.journalPosition());
  }

  /** The port that gRPC listens on. */
  int port() {
    return server.port();
  }

  /** The port of health and metrics. */
  int httpPort() {
    return web.port();
  }

  Server server() {
    return server;
  }

  @Override
  public void close() {
    web.become(Readiness.STOPPING);
    server.close();
    telemetry.close();
    web.close();
  }
}

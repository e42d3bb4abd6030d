package dev.bandolier.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bandolier.server.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code /metrics} (Prometheus' text), {@code /healthz} (200 while facts are kept and learned,
 * else 503 with the reason) and {@code /readyz} (200 when ready, else 503). Up before recovery begins.
 * Any thread.
 */
public final class WebServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final int THREADS = 2;
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final Telemetry telemetry;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "web");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Readiness readiness = Readiness.RECOVERING;

  private WebServer(HttpServer server, Telemetry telemetry) {
    this.server = server;
    this.telemetry = telemetry;
  }

  /**
   * Starts to listen; not ready yet.
   *
   * @param port 0 for any free one
   * @throws IOException if it cannot, with a message that says where
   */
  public static WebServer start(String host, int port, Telemetry telemetry) throws IOException {
    try {
      WebServer web =
          new WebServer(HttpServer.create(new InetSocketAddress(host, port), 0), telemetry);
      web.serve();
      return web;
    } catch (IOException e) {
      throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  private void serve() {
    page("/metrics", this::metrics);
    page("/healthz", exchange -> health());
    page("/readyz", exchange -> ready());
    page("/", exchange -> new Answer(NOT_FOUND, PLAIN, line("/metrics, /healthz or /readyz")));
    server.setExecutor(threads);
    server.start();
  }

  private void page(String path, Page page) {
    server.createContext(path, exchange -> answer(exchange, path, page));
  }

  private static void answer(HttpExchange exchange, String path, Page page) throws IOException {
    try (exchange) {
      boolean mayRead = exchange.getRequestMethod().matches("GET|HEAD");
      boolean exact = path.equals("/") || exchange.getRequestURI().getPath().equals(path);
      if (!mayRead) {
        send(exchange, new Answer(METHOD_NOT_ALLOWED, PLAIN, line("GET or HEAD")));
      } else if (!exact) {
        send(exchange, new Answer(NOT_FOUND, PLAIN, line("no such page")));
      } else {
        send(exchange, page.answer(exchange));
      }
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private Answer metrics(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    telemetry.writeMetrics(body);
    return new Answer(OK, Telemetry.metricsType(), body.toString(StandardCharsets.UTF_8));
  }

  private Answer health() {
    String ailment = telemetry.ailment();
    return ailment == null
        ? new Answer(OK, PLAIN, line("ok"))
        : new Answer(UNAVAILABLE, PLAIN, line(ailment));
  }

  private Answer ready() {
    int status = readiness == Readiness.READY ? OK : UNAVAILABLE;
    return new Answer(status, PLAIN, line(readiness.name().toLowerCase(Locale.ROOT)));
  }

  private static String line(String text) {
    return text + "\n";
  }

  /** Says from now on whether requests may be sent here. */
  public void become(Readiness now) {
    readiness = now;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private record Answer(int status, String type, String body) {}

  /** What stands on a page. */
  private interface Page {
    Answer answer(HttpExchange exchange) throws IOException;
  }
}

package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.DecisionRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans of the real process, sent to a collector that the test plays. */
final class TracesIT {
  private static final int DECISIONS = 400;

  private final Queue<String> spans = new ConcurrentLinkedQueue<>();
  private HttpServer collector;

  @TempDir private Path folder;

  @BeforeEach
  void collect() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::take);
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void decisions_makeNoSpans_unlessASamplerIsSet() throws IOException {
    decide(Map.of());
    assertThat(decisionSpans()).isZero();
  }

  /** A quarter of 400 is 100 with a standard deviation of 8.7: beyond these bounds once in 10⁸ runs. */
  @Test
  void samplersRatio_isTheShareOfDecisionsThatMakeSpans() throws IOException {
    decide(Map.of("OTEL_TRACES_SAMPLER_ARG", "0.25"));
    assertThat(decisionSpans()).isBetween(50L, 150L);
  }

  private long decisionSpans() {
    return spans.stream()
        .filter(name -> name.contains("DecisionService") && name.endsWith("Decide"))
        .count();
  }

  private void decide(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    environment.put(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getAddress().getPort());
    try (ServerProcess server = ServerProcess.start(folder, environment);
        BanditClient client = SharedServer.client(server)) {
      String campaign = TestCampaigns.makeBanner(client, "traced", "");
      for (int i = 0; i < DECISIONS; i++) {
        client.decideNow(DecisionRequest.builder(campaign).build());
      }
      server.stop();
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    names(exchange.getRequestBody().readAllBytes()).forEach(spans::add);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** The names of all spans: field 5 of field 2 (span) of field 2 (scope) of field 1 (resource). */
  private static List<String> names(byte[] request) throws InvalidProtocolBufferException {
    return Stream.of(UnknownFieldSet.parseFrom(request))
        .flatMap(all -> messages(all, 1))
        .flatMap(resource -> messages(resource, 2))
        .flatMap(scope -> messages(scope, 2))
        .flatMap(span -> span.getField(5).getLengthDelimitedList().stream())
        .map(name -> name.toStringUtf8())
        .toList();
  }

  private static Stream<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(
            bytes -> {
              try {
                return UnknownFieldSet.parseFrom(bytes);
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("no span", e);
              }
            });
  }
}

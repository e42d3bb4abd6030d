package dev.bandolier.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebServerTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private Telemetry telemetry;
  private WebServer web;

  @BeforeEach
  void start() throws IOException {
    telemetry = Telemetry.start();
    web = WebServer.start("127.0.0.1", 0, telemetry);
  }

  @AfterEach
  void stop() {
    web.close();
    telemetry.close();
  }

  @Test
  void readyz_beforeAndAfterServing_is503() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("recovering\n");
    web.become(Readiness.READY);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    web.become(Readiness.STOPPING);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void healthz_onceLearningHasStopped_saysWhy() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    telemetry.learn().failed(new IllegalStateException("a bug"));
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).contains("learning has stopped", "a bug");
  }

  @Test
  void metrics_arePrometheusText() throws Exception {
    HttpResponse<String> page = get("/metrics");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(page.body()).contains("target_info{", "service_name=\"bandolier\"");
  }

  @Test
  void anythingElse_isNotFound() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
  }

  @Test
  void writing_isRefused() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void start_onATakenPort_saysWhere() {
    assertThatThrownBy(() -> WebServer.start("127.0.0.1", web.port(), telemetry))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + web.port());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + web.port() + path);
  }
}

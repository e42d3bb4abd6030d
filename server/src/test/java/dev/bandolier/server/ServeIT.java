package dev.bandolier.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar, seen from outside: what it says, how it ends, and that it damages nothing. */
final class ServeIT {

  private static final String ANY = "127.0.0.1:0";

  @TempDir private Path scratch;

  @Test
  void help_listsWhatCanBeSet() throws Exception {
    try (Program program = program("serve", "--help")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.out())
          .contains("--listen", "--data", "--campaign", "--demo", "--tls-cert");
    }
  }

  @Test
  void version_isTheJars() throws Exception {
    try (Program program = program("--version")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.out()).matches("bandolier \\d+\\.\\d+\\.\\d+.*\\R");
    }
  }

  @Test
  void anUnknownOption_isRefused() throws Exception {
    try (Program program = program("serve", "--colour", "blue")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).contains("--colour");
    }
  }

  @Test
  void anAddressOpenToOthers_withoutTls_isRefused() throws Exception {
    refused("without TLS", "--listen 0.0.0.0:0: other machines", "--listen", "0.0.0.0:0");
  }

  @Test
  void anOccupiedPort_isSaidInALine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      refused("grpc", "cannot listen on " + address, "--listen", address, "--http", ANY);
      refused("http", "cannot listen on " + address, "--listen", ANY, "--http", address);
    }
  }

  @Test
  void aNewerDataDirectory_isRefusedUntouched() throws Exception {
    Path data = Files.createDirectory(scratch.resolve("newer"));
    Files.writeString(data.resolve("format"), "99\n");
    refused("newer", "was written by a newer version");
    assertThat(Files.readString(data.resolve("format"))).isEqualTo("99\n");
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aDirectoryOfSomethingElse_isRefusedUntouched() throws Exception {
    Path data = Files.createDirectory(scratch.resolve("letters"));
    Files.writeString(data.resolve("letter.txt"), "Dear");
    refused("letters", "is not empty and no data directory");
    assertThat(Files.readString(data.resolve("letter.txt"))).isEqualTo("Dear");
  }

  @Test
  void aDataDirectoryThatCannotBe_isSaidInALine() throws Exception {
    Files.writeString(scratch.resolve("file"), "not a directory");
    refused("file", "cannot be read and written");
  }

  @Test
  void aJvmWithoutACompiler_isSaidInALine() throws Exception {
    List<String> jvm = List.of("--limit-modules", "java.se,jdk.unsupported,jdk.httpserver");
    try (Program program = Program.start(scratch, jvm, serve("jre", List.of()))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err()).contains("bandolier: ", "JDK").doesNotContain("\tat ");
    }
  }

  @Test
  void aServer_saysHowItIs_refusesASecondOne_andStopsWhenAsked() throws Exception {
    Path campaign = Files.writeString(scratch.resolve("campaign.yaml"), CAMPAIGN);
    Path portFile = scratch.resolve("ports");
    List<String> options =
        List.of("--campaign", campaign.toString(), "--port-file", portFile.toString());
    try (Program program = Program.start(scratch, List.of(), serve("data", options))) {
      int http = requireNonNull(program.ports(portFile).get("http"));
      assertThat(get(http, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(http, "/healthz").body()).isEqualTo("ok\n");
      assertThat(get(http, "/metrics").body())
          .contains(
              "bandolier_campaigns_changes_total{change=\"created\"} 1.0",
              "bandolier_journal_appends_total 1.0",
              "bandolier_decisions_open{campaign=\"campaigns/mail\"} 0.0",
              "bandolier_learn_lag_facts 0.0",
              "bandolier_memory_used_bytes{share=\"arms\"}");
      refused("data", "is in use by another process");
      program.terminate();
      program.exitCode();
      assertThat(program.err()).contains("ready: gRPC on 127.0.0.1:", "stopped");
      assertThat(program.err().lines()).noneMatch(line -> line.contains("\tat "));
    }
    startsAgain("data", "stopped cleanly");
  }

  @Test
  void aServerThatWasKilled_recovers() throws Exception {
    Path portFile = scratch.resolve("first-ports");
    List<String> options = List.of("--port-file", portFile.toString());
    try (Program program = Program.start(scratch, List.of(), serve("killed", options))) {
      program.ports(portFile);
      program.kill();
    }
    startsAgain("killed", "recovered: after a kill");
  }

  @Test
  void theDemo_isALineAtATime_andLeavesNothing() throws Exception {
    try (Program program =
        program("serve", "--demo", "--demo-seconds", "5", "--listen", ANY, "--http", ANY)) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.out().lines()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(program.out())
          .contains("decisions", "clicks per mail", "subject: welcome")
          .doesNotContain("\u001b");
    }
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).noneMatch(Files::isDirectory);
    }
  }

  private static final String CAMPAIGN =
      """
      name: campaigns/mail
      slots:
        - name: subject
          arms: [{id: a}, {id: b}]
      rewardRules:
        - {outcome: open, reward: 1, window: 60s}
      """;

  private void startsAgain(String data, String condition) throws Exception {
    Path portFile = scratch.resolve("ports-again");
    List<String> options = List.of("--port-file", portFile.toString());
    try (Program program = Program.start(scratch, List.of(), serve(data, options))) {
      program.ports(portFile);
      assertThat(program.err()).contains(condition);
    }
  }

  /** Starts with the options and demands one line of refusal. */
  private void refused(String data, String message, String... options) throws Exception {
    try (Program program = Program.start(scratch, List.of(), serve(data, List.of(options)))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err()).contains("bandolier: ", message).doesNotContain("\tat ");
    }
  }

  private String[] serve(String data, List<String> options) {
    Stream<String> ports =
        options.contains("--listen") ? Stream.empty() : Stream.of("--listen", ANY, "--http", ANY);
    return Stream.of(
            Stream.of("serve", "--data", scratch.resolve(data).toString()), ports, options.stream())
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  private Program program(String... arguments) throws IOException {
    return Program.start(scratch, List.of(), arguments);
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}

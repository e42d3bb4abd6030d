package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets. */
@Timeout(60)
final class TransportTest {
  private static final DecisionRequest REQUEST =
      DecisionRequest.builder(CAMPAIGN).deadline(Duration.ofSeconds(20)).build();

  @TempDir private Path folder;

  private final FakeServer fake = new FakeServer();
  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    servers.forEach(Server::shutdownNow);
    fake.close();
  }

  @Test
  void plainText_decides() throws Exception {
    Server server = serve(0, InsecureServerCredentials.create());
    try (BanditClient client = BanditClient.connect("localhost:" + server.getPort())) {
      assertThat(client.decideNow(REQUEST).arm("subject")).isEqualTo("a");
      assertThat(client.decide(REQUEST).get().arm("subject")).isEqualTo("a");
    }
  }

  @Test
  void serverThatIsNotThere_givesTheFallbackLongBeforeTheDeadline() {
    try (BanditClient client = BanditClient.connect("localhost:1")) {
      Decision decision =
          client.decideNow(
              DecisionRequest.builder(CAMPAIGN)
                  .fallback("subject", "plain")
                  .deadline(Duration.ofSeconds(50))
                  .build());
      assertThat(decision.fallback()).isTrue();
      assertThat(client.close(Duration.ofMillis(1))).isFalse();
    }
  }

  @Test
  void serverThatComesBack_isFoundWithinSeconds() throws Exception {
    Server first = serve(0, InsecureServerCredentials.create());
    int port = first.getPort();
    try (BanditClient client = BanditClient.connect("localhost:" + port)) {
      assertThat(client.decideNow(REQUEST).fallback()).isFalse();
      first.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      assertThatThrownBy(() -> client.decideNow(REQUEST)).isInstanceOf(BandolierException.class);
      OutcomeReport outcome = OutcomeReport.builder(CAMPAIGN, "d1", "click").build();
      var told = client.report(outcome);
      serve(port, InsecureServerCredentials.create());
      assertThat(told.get(20, TimeUnit.SECONDS).fate()).isEqualTo(Fate.ACCEPTED);
    }
  }

  @Test
  void tls_trustsWhatItIsToldToAndNothingElse() throws Exception {
    Identity identity = identity("server");
    Server server =
        serve(0, TlsServerCredentials.create(identity.chain().toFile(), identity.key().toFile()));
    String target = "localhost:" + server.getPort();
    try (BanditClient trusting =
            BanditClient.builder().target(target).trust(identity.chain()).build();
        BanditClient doubting = BanditClient.builder().target(target).tls().build()) {
      assertThat(trusting.decideNow(REQUEST).fallback()).isFalse();
      assertThatThrownBy(() -> doubting.decideNow(REQUEST))
          .isInstanceOfSatisfying(
              BandolierException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE));
      leave(doubting);
    }
  }

  @Test
  void mutualTls_presentsTheClientsCertificate() throws Exception {
    Identity server = identity("server");
    Identity own = identity("client");
    ServerCredentials credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(server.chain().toFile(), server.key().toFile())
            .trustManager(own.chain().toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    String target = "localhost:" + serve(0, credentials).getPort();
    try (BanditClient known =
            BanditClient.builder()
                .target(target)
                .trust(server.chain())
                .present(own.chain(), own.key())
                .build();
        BanditClient nobody = BanditClient.builder().target(target).trust(server.chain()).build()) {
      assertThat(known.decideNow(REQUEST).fallback()).isFalse();
      assertThatThrownBy(() -> nobody.decideNow(REQUEST)).isInstanceOf(BandolierException.class);
      leave(nobody);
    }
  }

  @Test
  void tlsFileThatIsMissing_isSaidWhenTheClientIsMade() {
    BanditClientBuilder builder =
        BanditClient.builder().target("localhost:1").trust(folder.resolve("none.pem"));
    assertThatThrownBy(builder::build).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void clientWithoutTarget_isRefused() {
    assertThatThrownBy(() -> BanditClient.builder().build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void threads_keepNoProgramFromEnding() throws Exception {
    Server server = serve(0, InsecureServerCredentials.create());
    try (BanditClient client = BanditClient.connect("localhost:" + server.getPort())) {
      client.decide(REQUEST).get();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().matches("bandolier.*|grpc.*"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  /** Closes a client whose server will never take what it still has to tell. */
  private static void leave(BanditClient client) {
    assertThat(client.close(Duration.ZERO)).isFalse();
  }

  private Server serve(int port, ServerCredentials credentials) throws IOException {
    ServerBuilder<?> builder = Grpc.newServerBuilderForPort(port, credentials);
    fake.services().forEach(builder::addService);
    Server server = builder.directExecutor().build().start();
    servers.add(server);
    return server;
  }

  private record Identity(Path chain, Path key) {}

  /** A self-signed certificate of localhost, by the JDK's own tool. */
  private Identity identity(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
            "-keystore",
            store.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    return new Identity(
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem(
            name + ".key",
            "PRIVATE KEY",
            keys.getKey(name, "changeit".toCharArray()).getEncoded()));
  }

  private Path pem(String file, String type, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }
}

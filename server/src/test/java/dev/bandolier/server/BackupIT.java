package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bandolier.client.BanditClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a real server's data amid traffic, verified and served by real processes. */
final class BackupIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String[] MEMORY = {"--memory", "16M", "--ledger-memory", "64M"};

  @TempDir private Path folder;

  @Test
  void copiesAmidTraffic_areVerified_andHoldAllThatWasAcknowledgedBefore() throws Exception {
    List<Caller> callers = new ArrayList<>();
    Path backup = folder.resolve("restored").resolve("data");
    Path plain = folder.resolve("plain");
    long acknowledged;
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      String campaign = TestCampaigns.makeBanner(client, "copied", "");
      for (int i = 0; i < 3; i++) {
        callers.add(new Caller(campaign, "caller-" + i));
      }
      List<Thread> threads = callers.stream().map(caller -> caller.start(client)).toList();
      Await.until("traffic", PATIENCE, () -> outcomes(callers) >= 100);
      acknowledged = outcomes(callers);
      Files.createDirectories(backup.getParent());
      run(0, "backup", "--data", data(), "--to", backup.toString());
      plainCopy(plain);
      run(2, "verify", "--data", data());
      server.stop();
      client.close(Duration.ZERO);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(verify(backup.toString()).get("matches").asBoolean()).isTrue();
    assertThat(verify(plain.toString()).get("matches").asBoolean()).isTrue();
    assertThat(verify(data()).get("store").asText()).isEqualTo("stopped cleanly");
    try (ServerProcess server = ServerProcess.start(folder.resolve("restored"));
        BanditClient client = SharedServer.client(server)) {
      var statistics = client.campaigns().statistics("campaigns/copied");
      assertThat(statistics.fates().get("ACCEPTED")).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  private String data() {
    return ServerProcess.data(folder).toString();
  }

  private static long outcomes(List<Caller> callers) {
    return callers.stream().mapToLong(Caller::outcomes).sum();
  }

  private void plainCopy(Path to) throws Exception {
    Process copy = new ProcessBuilder("cp", "-r", data(), to.toString()).inheritIO().start();
    assertThat(copy.waitFor()).isZero();
  }

  private JsonNode verify(String data) throws Exception {
    Path json = folder.resolve("verified.json");
    List<String> options = new ArrayList<>(List.of("verify", "--data", data));
    options.addAll(List.of(MEMORY));
    options.addAll(List.of("--ledger-capacity", "100000", "--json", json.toString()));
    run(0, options.toArray(String[]::new));
    return new ObjectMapper().readTree(json.toFile());
  }

  /** Runs the jar and expects an exit code. */
  private void run(int code, String... arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("command.txt");
    Process process =
        new ProcessBuilder(ServerProcess.java(arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(code);
  }
}

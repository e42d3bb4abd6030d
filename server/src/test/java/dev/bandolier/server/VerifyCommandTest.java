package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {

  @TempDir private Path folder;
  private String output = "";

  private Path data() {
    return folder.resolve("data");
  }

  private int verify(String... options) {
    List<String> all = new ArrayList<>(List.of("--data", data().toString()));
    all.addAll(List.of("--json", folder.resolve("found.json").toString()));
    all.addAll(List.of("--memory", "16M", "--ledger-memory", "64M"));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(new VerifyCommand(), all);
    output = run.output();
    return run.code();
  }

  private JsonNode found() {
    try {
      return new ObjectMapper().readTree(folder.resolve("found.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void live(int from, int to) throws IOException, StartException {
    try (SampleServer server = SampleServer.start(data()).traffic(from, to)) {
      assertThat(server.server().journalPosition()).isPositive();
    }
  }

  @Test
  void stoppedServersData_isEqual() throws Exception {
    live(0, 60);
    assertThat(verify()).as(output).isZero();
    assertThat(found().get("matches").asBoolean()).isTrue();
    assertThat(found().get("facts").asLong()).isGreaterThan(80);
    assertThat(found().get("entries").asLong()).isEqualTo(60);
    assertThat(found().get("arms").asLong()).isPositive();
    assertThat(found().get("digest_store").asText()).hasSize(64);
    assertThat(found().get("digest_journal")).isEqualTo(found().get("digest_store"));
    assertThat(output).contains("equal     bit for bit", "stopped cleanly");
  }

  @Test
  void verifiedData_areServedAsBefore() throws Exception {
    live(0, 20);
    assertThat(verify()).isZero();
    live(20, 40);
    assertThat(verify()).isZero();
    assertThat(found().get("entries").asLong()).isEqualTo(40);
    try (Stream<Path> left = Files.list(data())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("replay-"));
    }
  }

  @Test
  void lostStore_isMadeAgain_andSaidSo() throws Exception {
    live(0, 20);
    try (var files = Files.newDirectoryStream(data().resolve("store"))) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    assertThat(verify()).as(output).isZero();
    assertThat(found().get("recovered_facts").asLong()).isEqualTo(found().get("facts").asLong());
  }

  @Test
  void directoryInUse_isRefused_withTheWayOut() throws Exception {
    try (SampleServer server = SampleServer.start(data())) {
      assertThat(server.server().port()).isPositive();
      assertThat(verify()).isEqualTo(VerifyCommand.FAILED);
      assertThat(output.lines()).hasSize(1);
      assertThat(output).contains("in use", "bandolier backup --data " + data());
      assertThat(found().get("error").asText()).contains("in use");
    }
  }

  @Test
  void missingDirectory_isRefused_andNotMade() {
    assertThat(verify()).isEqualTo(VerifyCommand.FAILED);
    assertThat(output).contains("there is no data directory");
    assertThat(data()).doesNotExist();
  }

  @Test
  void pastPosteriors_areTheSameBytesEveryTime_alsoWhileAServerRuns() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      long position = server.server().journalPosition() - 1;
      assertThat(verify("--until", Long.toString(position))).as(output).isZero();
      String text = output;
      byte[] json = Files.readAllBytes(folder.resolve("found.json"));
      server.traffic(30, 60);
      assertThat(verify("--until", Long.toString(position))).isZero();
      assertThat(output).isEqualTo(text);
      assertThat(Files.readAllBytes(folder.resolve("found.json"))).isEqualTo(json);
      assertThat(text).contains(SampleServer.MAIL, "slot subject", "(intercept)");
      assertThat(found().at("/campaigns/0/slots/0/arms/0/theta/0/feature").asText())
          .isEqualTo("(intercept)");
      assertThat(verify("--until", "2999-01-01T00:00:00Z")).isZero();
      assertThat(found().get("position").asLong()).isGreaterThan(position);
    }
  }

  @Test
  void beforeTheBeginning_isOutOfRange() throws Exception {
    live(0, 2);
    assertThat(verify("--until", "1")).isEqualTo(VerifyCommand.OUT_OF_RANGE);
    assertThat(output).contains("OUT_OF_RANGE").contains("begins at position 64");
    assertThat(verify("--until", "1999-12-31T23:59:59Z")).isEqualTo(VerifyCommand.OUT_OF_RANGE);
    assertThat(verify("--until", "yesterday")).isEqualTo(VerifyCommand.FAILED);
    assertThat(output).contains("2026-11-22T04:53:25Z");
  }
}

package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Of every three mails one is opened; the click never comes. The server runs while its data are exported. */
final class ExportCommandTest {

  private static final int MAILS = 60;

  @TempDir private static Path folder;
  private static SampleServer server;

  private String output = "";

  @BeforeAll
  static void live() throws IOException, StartException {
    server = SampleServer.start(folder.resolve("data")).traffic(0, MAILS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Path export(String format, String... more) {
    Path file = folder.resolve("decisions." + format);
    List<String> all = new ArrayList<>(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of("--campaign", "spring-mail", "--format", format, "--out", file.toString()));
    all.addAll(List.of("--memory", "16M", "--ledger-memory", "64M"));
    all.addAll(List.of(more));
    CommandRun run = CommandRun.of(new ExportCommand(), all);
    output = run.output();
    assertThat(run.code()).as(output).isZero();
    return file;
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(file)) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }

  @Test
  void jsonLines_haveEveryDecisionByNames_inTheJournalsOrder() throws Exception {
    List<JsonNode> lines = lines(export("jsonl"));
    assertThat(lines).hasSize(MAILS);
    JsonNode third = lines.get(3);
    assertThat(third.get("decision_id").asText()).isEqualTo("mail-3");
    assertThat(third.at("/context/device").asText()).isEqualTo("watch");
    assertThat(third.at("/context/age").asDouble()).isEqualTo(23);
    assertThat(third.at("/slots/0/slot").asText()).isEqualTo("subject");
    assertThat(third.at("/slots/0/arms")).hasSize(3);
    double sum = 0;
    for (JsonNode p : third.at("/slots/0/pmf")) {
      sum += p.asDouble();
    }
    assertThat(sum).isBetween(1 - 1e-12, 1 + 1e-12);
    assertThat(third.at("/outcomes/0/outcome").asText()).isEqualTo("open");
    assertThat(third.at("/outcomes/0/counts").asBoolean()).isTrue();
    assertThat(lines.get(4).get("outcomes")).isEmpty();
    assertThat(third.at("/slots/0/chosen/0/propensity").asDouble()).isPositive();
    assertThat(third.get("model_version").asLong()).isPositive();
    assertThat(output).contains("60 decisions");
  }

  @Test
  void parquet_opensInDuckDb_andAgreesWithTheLines() throws Exception {
    Path file = export("parquet");
    List<JsonNode> lines = lines(export("jsonl"));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select decision_id, slot, arm, propensity, pmf, eligible_arms, context_device,"
                    + " context_age, outcomes, state, epoch_ms(time) as made from '"
                    + file
                    + "' order by journal_position, slot desc")) {
      for (JsonNode line : lines) {
        for (int slot = 0; slot < 2; slot++) {
          assertThat(rows.next()).isTrue();
          JsonNode expected = line.get("slots").get(slot);
          assertThat(rows.getString("decision_id")).isEqualTo(line.get("decision_id").asText());
          assertThat(rows.getString("slot")).isEqualTo(expected.get("slot").asText());
          assertThat(rows.getString("arm")).isEqualTo(expected.at("/chosen/0/arm").asText());
          assertThat(rows.getDouble("propensity"))
              .isEqualTo(expected.at("/chosen/0/propensity").asDouble());
          assertThat(((Object[]) rows.getArray("pmf").getArray())[0])
              .isEqualTo(expected.get("pmf").get(0).asDouble());
          assertThat((Object[]) rows.getArray("eligible_arms").getArray())
              .hasSize(expected.get("arms").size());
          assertThat(rows.getString("context_device"))
              .isEqualTo(line.at("/context/device").asText());
          assertThat(rows.getDouble("context_age")).isEqualTo(line.at("/context/age").asDouble());
          assertThat((Object[]) rows.getArray("outcomes").getArray())
              .hasSize(line.get("outcomes").size());
        }
      }
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void period_leavesTheOthersOut() throws Exception {
    List<JsonNode> all = lines(export("jsonl"));
    String middle = all.get(30).get("time").asText();
    Instant cut = Instant.parse(middle);
    long before =
        all.stream().filter(line -> Instant.parse(line.get("time").asText()).isBefore(cut)).count();
    assertThat(lines(export("jsonl", "--to", middle))).hasSize((int) before);
    assertThat(lines(export("jsonl", "--from", middle))).hasSize((int) (all.size() - before));
  }

  @Test
  void openDecisions_areNoExamples_inVowpalWabbitsFormat() throws Exception {
    assertThat(lines(export("dsjson"))).isEmpty();
  }

  @Test
  void unknownCampaign_isRefused_andLeavesNoFile() {
    StringWriter written = new StringWriter();
    PrintWriter writer = new PrintWriter(written);
    Path file = folder.resolve("none.jsonl");
    int code =
        new CommandLine(new ExportCommand())
            .setOut(writer)
            .setErr(writer)
            .execute(
                "--data",
                folder.resolve("data").toString(),
                "--campaign",
                "none",
                "--format",
                "jsonl",
                "--out",
                file.toString(),
                "--memory",
                "16M",
                "--ledger-memory",
                "64M");
    assertThat(code).isEqualTo(ExportCommand.FAILED);
    assertThat(written.toString()).contains("campaigns/none");
    assertThat(file).doesNotExist();
  }
}

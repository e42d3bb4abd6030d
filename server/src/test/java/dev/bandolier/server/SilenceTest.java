package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.FeedWatermark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Decisions that carry tokens, so that the ledger never has them, and of which nothing is ever reported: worth the default of 0.25,
 * but not before the campaign's closing clock has passed their windows.
 */
final class SilenceTest {

  private static final String NAME = "campaigns/silent";
  private static final String YAML =
      """
      name: campaigns/silent
      slots: [{name: image, arms: [{id: a}, {id: b}]}]
      policy: {type: UNIFORM}
      tokens: true
      defaultReward: 0.25
      grace: 0s
      rewardRules: [{outcome: open, reward: 1, window: 0.1s}]
      """;
  private static final int DECISIONS = 12;

  @TempDir private Path folder;

  private Server server() throws Exception {
    Server server = Server.start(SampleServer.config(data()), Facilities.NONE);
    CreateCampaignRequest create =
        CreateCampaignRequest.newBuilder().setCampaign(CampaignFile.parse(YAML, "test")).build();
    assertThat(server.rooms().management().create(create))
        .isInstanceOf(ManageOutcome.Changed.class);
    return server;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static void decide(Server server, int from, int to) {
    for (int i = from; i < to; i++) {
      DecideRequest request =
          DecideRequest.newBuilder().setCampaign(NAME).setDecisionId("d-" + i).build();
      if (!(server.rooms().decider().decide(request) instanceof DecideOutcome.Decided decided)) {
        throw new AssertionError("not decided");
      }
      server.rooms().decider().answered(decided);
    }
  }

  private static void complete(Server server, long upTo) {
    FeedWatermark watermark =
        FeedWatermark.newBuilder()
            .setCampaign(NAME)
            .setCompleteUpTo(Timestamps.fromMillis(upTo))
            .build();
    var unused = server.rooms().feedback().complete(watermark).join();
  }

  private static void hold(Server server, boolean held) {
    assertThat(server.rooms().management().holdExpiry(NAME, held))
        .isInstanceOf(ManageOutcome.Changed.class);
  }

  private void run(Callable<Integer> command, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--data", data().toString(), "--campaign", "silent"));
    all.addAll(List.of("--memory", "16M", "--ledger-memory", "64M"));
    CommandRun run = CommandRun.of(command, all);
    assertThat(run.code()).as(run.output()).isZero();
  }

  private JsonNode found(Callable<Integer> command, String... options) throws IOException {
    Path json = folder.resolve("found.json");
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--json", json.toString()));
    run(command, all.toArray(String[]::new));
    return new ObjectMapper().readTree(json.toFile());
  }

  private List<JsonNode> exported() throws IOException {
    Path out = folder.resolve("out.jsonl");
    run(new ExportCommand(), "--format", "jsonl", "--out", out.toString());
    List<JsonNode> chosen = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      chosen.add(new ObjectMapper().readTree(line).at("/slots/0/chosen/0"));
    }
    return chosen;
  }

  private void assertOpen() throws IOException {
    JsonNode evaluated = found(new EvaluateCommand(), "--policy", "UNIFORM");
    assertThat(evaluated.get("rounds").asInt()).isZero();
    assertThat(evaluated.at("/left_out/open").asInt()).isEqualTo(DECISIONS);
    assertThat(evaluated.get("logged_value").isNull()).isTrue();
    assertThat(exported())
        .hasSize(DECISIONS)
        .allMatch(each -> each.get("state").asText().equals("OPEN") && !each.hasNonNull("reward"));
    JsonNode lift = found(new LiftCommand());
    assertThat(lift.at("/policy/decisions").asText()).isEqualTo("0");
    assertThat(lift.at("/policy/low").isNumber()).isTrue();
    assertThat(lift.hasNonNull("closedUntil")).isTrue();
  }

  private void assertDefaulted() throws IOException {
    JsonNode evaluated = found(new EvaluateCommand(), "--policy", "UNIFORM");
    assertThat(evaluated.get("rounds").asInt()).isEqualTo(DECISIONS);
    assertThat(evaluated.at("/left_out/open").asInt()).isZero();
    assertThat(evaluated.get("logged_value").asDouble()).isCloseTo(0.25, within(1e-12));
    assertThat(exported())
        .hasSize(DECISIONS)
        .allMatch(each -> each.get("state").asText().equals("DEFAULTED"))
        .allMatch(each -> each.get("reward").asDouble() == 0.25);
    JsonNode lift = found(new LiftCommand());
    assertThat(lift.at("/policy/decisions").asInt()).isEqualTo(DECISIONS);
    assertThat(lift.at("/policy/mean").asDouble()).isCloseTo(0.25, within(1e-12));
    assertThat(lift.hasNonNull("closedUntil")).isFalse();
  }

  /** Decides, and goes on until the journal's own time has left the windows of all but the last behind. */
  private static void decideBeyondTheWindow(Server server) {
    decide(server, 0, DECISIONS - 1);
    long over = System.currentTimeMillis() + 150;
    Await.until("the windows are over", () -> System.currentTimeMillis() > over);
    decide(server, DECISIONS - 1, DECISIONS);
  }

  @Test
  void nothingReported_whileExpiryIsHeld_isNoZero_andOneOnceItIsLetGo() throws Exception {
    try (Server server = server()) {
      hold(server, true);
      decideBeyondTheWindow(server);
      complete(server, System.currentTimeMillis() + 1_000);
      assertOpen();
      hold(server, false);
      assertDefaulted();
    }
  }

  @Test
  void nothingReported_whileTheFeedIsSilent_isNoZero_andOneOnceTheFeedHasPassedIt()
      throws Exception {
    try (Server server = server()) {
      complete(server, System.currentTimeMillis());
      decideBeyondTheWindow(server);
      assertOpen();
      complete(server, System.currentTimeMillis() + 1_000);
      assertDefaulted();
    }
  }
}

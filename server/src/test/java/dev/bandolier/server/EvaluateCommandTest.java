package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.v1.FeedWatermark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {

  @TempDir private Path folder;
  private String output = "";

  private Path data() {
    return folder.resolve("data");
  }

  private int evaluate(String... options) {
    List<String> all = new ArrayList<>(List.of("--data", data().toString()));
    all.addAll(List.of("--json", folder.resolve("found.json").toString()));
    all.addAll(List.of("--memory", "16M", "--ledger-memory", "64M"));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(new EvaluateCommand(), all);
    output = run.output();
    return run.code();
  }

  private JsonNode found() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("found.json").toFile());
  }

  @Test
  void runningServersData_areEvaluated_andNothingIsLeftBehind() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 60)) {
      assertThat(server.server().journalPosition()).isPositive();
      assertThat(evaluate("--campaign", SampleServer.MAIL, "--policy", "UNIFORM"))
          .as(output)
          .isZero();
    }
    JsonNode found = found();
    assertThat(found.get("value_of").asText()).isEqualTo("frozen");
    long leftOut = 0;
    for (JsonNode count : found.get("left_out")) {
      leftOut += count.asLong();
    }
    assertThat(found.get("rounds").asLong() + leftOut).isEqualTo(60);
    assertThat(found.get("estimators").fieldNames())
        .toIterable()
        .containsExactly("ips", "snips", "dm", "dr", "switch_dr", "slate");
    try (Stream<Path> left = Files.list(data())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("replay-") || name.startsWith("rewards-"));
    }
  }

  @Test
  void closedDecisions_areValuedByTheCampaignsOwnRewardRules_together_andSlotBySlot()
      throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 90)) {
      close(server.server());
    }
    assertThat(evaluate("--campaign", "spring-mail", "--policy", "UNIFORM")).as(output).isZero();
    assertThat(found().get("rounds").asLong()).isEqualTo(90);
    assertThat(found().get("logged_value").asDouble()).isCloseTo(1.0 / 6, within(1e-12));
    assertThat(found().at("/estimators/slate/value").isNumber()).isTrue();
    assertThat(found().at("/estimators/ips/cs_high").isNumber()).isTrue();
    assertThat(found().at("/estimators/dr/cs_high").isNull()).isTrue();
    assertThat(evaluate("--campaign", "spring-mail", "--policy", "UNIFORM", "--slot", "subject"))
        .isZero();
    assertThat(found().get("logged_value").asDouble()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(found().get("estimators").get("slate").isNull()).isTrue();
    assertThat(found().at("/estimators/dr/cs_high").isNumber()).isTrue();
  }

  @Test
  void policiesThatLearn_areValuedFrozen_orByTheirOwnRun_asTheJsonSays() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 90)) {
      close(server.server());
    }
    String policies = "LIN_UCB:0.5,GREEDY";
    assertThat(evaluate("--campaign", "spring-mail", "--policy", policies, "--slot", "subject"))
        .as(output)
        .isZero();
    JsonNode frozen = found().at("/policies/LIN_UCB:0.5");
    assertThat(frozen.get("value_of").asText()).isEqualTo("frozen");
    assertThat(frozen.get("rounds").asLong()).isEqualTo(45);
    assertThat(frozen.get("learned_from").asLong()).isEqualTo(45);
    assertThat(
            evaluate(
                "--campaign",
                "spring-mail",
                "--policy",
                policies,
                "--slot",
                "subject",
                "--value-of",
                "own_run"))
        .as(output)
        .isZero();
    JsonNode own = found().at("/policies/GREEDY");
    assertThat(own.get("value_of").asText()).isEqualTo("own_run");
    assertThat(own.get("rounds").asLong()).isEqualTo(90);
    assertThat(own.get("accepted").asLong()).isBetween(0L, 60L);
  }

  private Path schema(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void otherFeatures_areEncodedFromTheLoggedContexts() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 90)) {
      close(server.server());
    }
    Path other =
        schema(
            "other.json",
            """
            {"features": [{"name": "device", "categorical": {"maxValues": 8}},
                          {"name": "hour", "cyclic": {"period": 24, "derivedFrom": "HOUR_OF_DAY"}}],
             "crossed": [{"first": "device", "second": "hour"}]}
            """);
    String policies = "LIN_UCB:0.5,LIN_UCB:0.5@" + other;
    assertThat(evaluate("--campaign", "spring-mail", "--policy", policies)).as(output).isZero();
    JsonNode values = found().get("policies");
    assertThat(values.get("LIN_UCB:0.5@" + other).get("rounds").asLong()).isEqualTo(45);
    assertThat(values.get("LIN_UCB:0.5@" + other).get("estimators"))
        .isNotEqualTo(values.get("LIN_UCB:0.5").get("estimators"));
    assertThat(found().at("/left_out/no_context").asLong()).isZero();
  }

  @Test
  void featuresThatAreWrong_orWereNeverLogged_areRefusedByTheirNames() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      close(server.server());
    }
    assertRefused(
        "{features: [{name: age, numeric: {min: 5, max: 5}}]}", "features[0].numeric.max");
    assertRefused("{features: [{name: agee, numeric: {min: 5, max: 50}}]}", "number 'agee'");
    assertRefused("{features: [{name: age, categorical: {}}]}", "features[0].name");
    assertRefused("{features: [{name: age, kind: numeric}]}", "no key \"kind\"");
    assertRefused(
        "{features: [{name: a, boolean: {}}], crossed: [{first: a, second: b}]}",
        "schema.crossed[0].second");
  }

  private void assertRefused(String text, String expected) throws IOException {
    Path file = schema("wrong.yaml", text);
    assertThat(evaluate("--campaign", "spring-mail", "--policy", "UNIFORM,LIN_UCB@" + file))
        .as(output)
        .isEqualTo(EvaluateCommand.FAILED);
    assertThat(output).contains(expected);
  }

  /** Closes every window by a watermark beyond its end. */
  private static void close(Server server) {
    Instant later = Instant.now().plus(Duration.ofHours(25));
    FeedWatermark watermark =
        FeedWatermark.newBuilder()
            .setCampaign(SampleServer.MAIL)
            .setCompleteUpTo(Timestamp.newBuilder().setSeconds(later.getEpochSecond()))
            .build();
    var unused = server.rooms().feedback().complete(watermark).join();
    Campaign campaign = Objects.requireNonNull(server.campaigns().find(SampleServer.MAIL));
    Await.until(
        "every window closed",
        () -> {
          CampaignStatistics now = server.rooms().statistics().of(campaign, null);
          return now != null && now.openDecisions() == 0;
        });
  }

  @Test
  void unknownCampaignsPoliciesAndSlots_areRefusedByName() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 5)) {
      assertThat(server.server().port()).isPositive();
    }
    assertThat(evaluate("--campaign", "nobody", "--policy", "UNIFORM"))
        .isEqualTo(EvaluateCommand.FAILED);
    assertThat(output).contains("campaigns/nobody'; it has " + SampleServer.MAIL);
    assertThat(evaluate("--campaign", SampleServer.MAIL, "--policy", "BEST"))
        .isEqualTo(EvaluateCommand.FAILED);
    assertThat(output).contains("'BEST' is no policy");
    assertThat(evaluate("--campaign", SampleServer.MAIL, "--policy", "UNIFORM", "--slot", "x"))
        .isEqualTo(EvaluateCommand.FAILED);
    assertThat(output).contains("no slot 'x'");
  }
}

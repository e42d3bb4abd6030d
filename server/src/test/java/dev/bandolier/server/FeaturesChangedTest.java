package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Mobiles open arm a, others arm b, without exception; what serves shows both alike. */
final class FeaturesChangedTest {

  private static final String NAME = "campaigns/changed";
  private static final String YAML =
      """
      name: campaigns/changed
      slots: [{name: image, arms: [{id: a}, {id: b}]}]
      policy: {type: UNIFORM, priorPrecision: %s}
      schema:
        features:
          - {name: age, numeric: {min: 0, max: %d}}
          - {name: device, categorical: {maxValues: %d}}
      rewardRules: [{outcome: open, reward: 1, window: 3600s}]
      """;
  private static final int EACH = 200;

  @TempDir private Path folder;

  private static Campaign campaign(String prior, int age, int devices) throws Exception {
    return CampaignFile.parse(YAML.formatted(prior, age, devices), "test");
  }

  private static void live(Server server, int from) {
    for (int i = from; i < from + EACH; i++) {
      boolean mobile = i / 3 % 2 == 0;
      DecideRequest.Builder request =
          DecideRequest.newBuilder().setCampaign(NAME).setDecisionId("d-" + i);
      request
          .getContextBuilder()
          .addFeaturesBuilder()
          .setName("device")
          .setCategory(mobile ? "mobile" : "desktop");
      request.getContextBuilder().addFeaturesBuilder().setName("age").setNumber(i % 50);
      if (!(server.rooms().decider().decide(request.build())
          instanceof DecideOutcome.Decided decided)) {
        throw new AssertionError("not decided");
      }
      server.rooms().decider().answered(decided);
      if (decided.response().getSlots(0).getArms(0).getArm().equals(mobile ? "a" : "b")) {
        Outcome open =
            Outcome.newBuilder().setCampaign(NAME).setDecisionId("d-" + i).setName("open").build();
        var unused =
            server
                .rooms()
                .feedback()
                .report(open, AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED)
                .join();
      }
    }
  }

  private static void update(Server server, Campaign changed) {
    UpdateCampaignRequest request =
        UpdateCampaignRequest.newBuilder().setCampaign(changed).setAllowReset(true).build();
    assertThat(server.rooms().management().update(request))
        .isInstanceOf(ManageOutcome.Changed.class);
  }

  private static long open(Server server) {
    var campaign = Objects.requireNonNull(server.campaigns().find(NAME));
    return server.rooms().statistics().of(campaign, null).openDecisions();
  }

  /** Learns from a hundred decisions, and is frozen before anything was changed. */
  private JsonNode greedy() throws Exception {
    Path json = folder.resolve("found.json");
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new EvaluateCommand())
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute(
                ("--campaign changed --policy GREEDY --earlier 100 --memory 16M --ledger-memory 64M"
                        + " --data "
                        + folder.resolve("data")
                        + " --json "
                        + json)
                    .split(" "));
    assertThat(code).as(said.toString()).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  @Test
  void frozenPolicy_keepsWhatItHasLearned_whereFeaturesOrThePriorWereChangedLater()
      throws Exception {
    try (Server server =
        Server.start(SampleServer.config(folder.resolve("data")), Facilities.NONE)) {
      CreateCampaignRequest create =
          CreateCampaignRequest.newBuilder().setCampaign(campaign("1", 100, 3)).build();
      assertThat(server.rooms().management().create(create))
          .isInstanceOf(ManageOutcome.Changed.class);
      live(server, 0);
      update(server, campaign("2", 100, 3));
      live(server, EACH);
      update(server, campaign("2", 60, 5));
      live(server, 2 * EACH);
      long later = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
      FeedWatermark watermark =
          FeedWatermark.newBuilder()
              .setCampaign(NAME)
              .setCompleteUpTo(Timestamps.fromMillis(later))
              .build();
      var unused = server.rooms().feedback().complete(watermark).join();
      Await.until("closed", () -> open(server) == 0);
    }
    JsonNode found = greedy();
    assertThat(found.get("rounds").asInt()).isEqualTo(3 * EACH - 100);
    assertThat(found.at("/left_out/no_context").asInt()).isZero();
    assertThat(found.at("/estimators/snips/value").asDouble()).isGreaterThan(0.97);
  }
}

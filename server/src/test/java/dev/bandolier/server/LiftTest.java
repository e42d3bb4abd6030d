package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.ArmChance;
import dev.bandolier.v1.BestArms;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.GetLiftRequest;
import dev.bandolier.v1.GetLiftResponse;
import dev.bandolier.v1.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Arm b is opened on mobile, arm a elsewhere; half of the traffic is the holdout's. */
final class LiftTest {

  private static final String NAME = "campaigns/quick";
  private static final String YAML =
      """
      name: campaigns/quick
      slots: [{name: image, arms: [{id: a}, {id: b}, {id: c}]}]
      schema: {features: [{name: device, categorical: {maxValues: 3}}]}
      holdout: {share: 0.5, arms: HOLDOUT_ARMS_UNIFORM}
      grace: 0s
      rewardRules: [{outcome: open, reward: 1, window: 1s}]
      """;
  private static final int DECISIONS = 3000;

  @TempDir private Path folder;

  private static String device(int i) {
    return i % 2 == 0 ? "mobile" : "desktop";
  }

  private static void decide(Server server, int i) {
    DecideRequest request =
        DecideRequest.newBuilder()
            .setCampaign(NAME)
            .setDecisionId("d-" + i)
            .setContext(
                Context.newBuilder()
                    .addFeatures(Feature.newBuilder().setName("device").setCategory(device(i))))
            .build();
    if (!(server.rooms().decider().decide(request) instanceof DecideOutcome.Decided decided)) {
      throw new AssertionError("not decided");
    }
    server.rooms().decider().answered(decided);
    DecideResponse answer = decided.response();
    String best = device(i).equals("mobile") ? "b" : "a";
    if (answer.getSlots(0).getArms(0).getArm().equals(best)) {
      Outcome open =
          Outcome.newBuilder().setCampaign(NAME).setDecisionId("d-" + i).setName("open").build();
      var unused =
          server.rooms().feedback().report(open, AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED).join();
    }
  }

  private static void live(Server server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    long closed = 0;
    for (int made = 0; closed < DECISIONS; made++) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      decide(server, made);
      closed = made % 50 == 0 ? closed(server) : closed;
    }
  }

  private static long closed(Server server) {
    var campaign = Objects.requireNonNull(server.campaigns().find(NAME));
    var found = server.rooms().statistics().of(campaign, null);
    return found == null
        ? 0
        : found.slots().get(0).arms().stream().mapToLong(arm -> arm.closed()).sum();
  }

  private static GetLiftResponse lift(Server server, String segment) throws Exception {
    GetLiftRequest request =
        GetLiftRequest.newBuilder().setCampaign(NAME).setSegmentFeature(segment).build();
    ExplainOutcome<GetLiftResponse> outcome = server.rooms().lifts().lift(request, () -> false);
    if (outcome instanceof Done<GetLiftResponse> done) {
      return done.value();
    }
    throw new AssertionError(((Refused<GetLiftResponse>) outcome).refusal().toString());
  }

  private static String likeliest(GetLiftResponse found, String segment) {
    BestArms best =
        found.getBestArmsList().stream()
            .filter(each -> each.getSegment().equals(segment))
            .findFirst()
            .orElseThrow();
    assertThat(best.getArmsList().stream().mapToDouble(ArmChance::getProbability).sum())
        .isBetween(1 - 1e-6, 1 + 1e-6);
    return best.getArmsList().stream()
        .filter(arm -> arm.getProbability() > 0.99)
        .map(ArmChance::getArm)
        .findFirst()
        .orElse("none");
  }

  @Test
  void policyThatLearns_isAboveItsHoldout_andEverySegmentHasItsBestArm() throws Exception {
    Path data = folder.resolve("data");
    try (Server server = Server.start(SampleServer.config(data), Facilities.NONE)) {
      CreateCampaignRequest create =
          CreateCampaignRequest.newBuilder().setCampaign(CampaignFile.parse(YAML, "test")).build();
      assertThat(server.rooms().management().create(create))
          .isInstanceOf(ManageOutcome.Changed.class);
      live(server);
      GetLiftResponse found = lift(server, "device");
      assertThat(found.getPolicy().getDecisions()).isGreaterThan(1000);
      assertThat(found.getHoldout().getDecisions()).isGreaterThan(1000);
      assertThat(found.getHoldout().getMean()).isBetween(0.25, 0.42);
      assertThat(found.getPolicy().getMean()).isGreaterThan(0.8);
      assertThat(found.getLiftLow()).isPositive().isLessThan(found.getLift());
      assertThat(found.getLiftHigh()).isGreaterThan(found.getLift());
      assertThat(found.getSampleRatioMismatch()).isFalse();
      assertThat(found.getSampleRatiosList()).hasSize(3);
      assertThat(likeliest(found, "mobile")).isEqualTo("b");
      assertThat(likeliest(found, "desktop")).isEqualTo("a");
      assertThat(command(data)).isZero();
      assertThat(Files.readString(folder.resolve("lift.json"))).contains("\"lift\"");
    }
  }

  private int command(Path data) {
    PrintWriter writer = new PrintWriter(new StringWriter());
    return new CommandLine(new LiftCommand())
        .setOut(writer)
        .setErr(writer)
        .execute(
            "--data",
            data.toString(),
            "--campaign",
            "quick",
            "--memory",
            "16M",
            "--ledger-memory",
            "64M",
            "--json",
            folder.resolve("lift.json").toString());
  }
}

package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.DecisionImport;
import dev.bandolier.client.EvaluationQuery;
import dev.bandolier.client.EvaluationResult;
import dev.bandolier.client.Feature;
import dev.bandolier.client.LoggedChoice;
import dev.bandolier.client.LoggedDecision;
import dev.bandolier.client.PolicySetting;
import dev.bandolier.client.PolicyValue;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.learn.WorkFolder;
import dev.bandolier.v1.GetPosteriorRequest;
import dev.bandolier.v1.GetPosteriorResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final List<String> ARMS = List.of("welcome", "spring", "offer");
  private static final Map<String, Double> UNIFORM =
      Map.of("welcome", 1.0 / 3, "spring", 1.0 / 3, "offer", 1.0 / 3);

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private static BanditClient client(SampleServer server) {
    return BanditClient.builder()
        .target("127.0.0.1:" + server.server().port())
        .callbackExecutor(Runnable::run)
        .build();
  }

  /** Row i: arm i mod 3, a reward for every fifth. */
  private static List<LoggedDecision> rows(int count, Map<String, Double> pmf) {
    List<LoggedDecision> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LoggedChoice choice =
          new LoggedChoice("subject", ARMS.get(i % 3), 1.0 / 3, i % 5 == 0 ? 1 : 0, pmf);
      Feature device = new Feature.Category("device", i % 2 == 0 ? "mobile" : "desktop");
      rows.add(new LoggedDecision(Instant.ofEpochSecond(i), List.of(device), List.of(choice)));
    }
    return rows;
  }

  private static DecisionImport imported(
      BanditClient client, List<LoggedDecision> rows, double weight, double maxWeight) {
    return client
        .evaluations()
        .importDecisions(SampleServer.MAIL, rows.iterator(), weight, maxWeight, PATIENCE);
  }

  private static DecisionImport named(BanditClient client, String id, int rows) {
    return client
        .evaluations()
        .importDecisions(SampleServer.MAIL, id, rows(rows, UNIFORM).iterator(), 0.5, 100, PATIENCE);
  }

  private static PolicyValue valued(BanditClient client, String policy) {
    EvaluationQuery query =
        EvaluationQuery.of(SampleServer.MAIL, Map.of("it", PolicySetting.of(policy)));
    EvaluationResult found =
        client.evaluations().evaluate(query, (stage, done, total) -> true, PATIENCE);
    return found.policies().get(0);
  }

  @Test
  void importedLog_isEvaluated_andTeachesNothingWithoutAWeight() throws Exception {
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(imported(client, rows(1_203, UNIFORM), 0, 1))
          .isEqualTo(new DecisionImport(1_203, 0, false, 0));
      PolicyValue uniform = valued(client, "UNIFORM");
      assertThat(uniform.rounds()).isEqualTo(1_203);
      assertThat(uniform.loggedValue()).isCloseTo(241.0 / 1_203, within(1e-12));
      assertThat(uniform.estimators().get("ips").value().getAsDouble())
          .isCloseTo(241.0 / 1_203, within(1e-12));
      assertThat(uniform.estimators().get("dr").csHigh().getAsDouble()).isBetween(0.2, 0.4);
      assertThat(observations(server)).isZero();
    }
  }

  @Test
  void sameFeaturesWrittenAgain_changeNothing_andFewerDo() throws Exception {
    PolicySetting plain = PolicySetting.of("LINEAR_THOMPSON");
    Map<String, PolicySetting> policies = new LinkedHashMap<>();
    policies.put("logged", plain);
    policies.put(
        "same",
        plain.withSchema(
            "{features: [{name: device, categorical: {maxValues: 3}}, {name: age, numeric: {min: 0,"
                + " max: 100}}]}"));
    policies.put("none", plain.withSchema("{timeZone: UTC}"));
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      List<LoggedDecision> rows = new ArrayList<>();
      for (LoggedDecision row : rows(600, UNIFORM)) {
        List<Feature> context = new ArrayList<>(row.features());
        context.add(new Feature.Numeric("age", rows.size() % 70));
        rows.add(new LoggedDecision(row.time(), context, row.choices()));
      }
      imported(client, rows, 0, 1);
      EvaluationQuery query = EvaluationQuery.of(SampleServer.MAIL, policies);
      List<PolicyValue> found =
          client.evaluations().evaluate(query, (stage, done, of) -> true, PATIENCE).policies();
      assertThat(found.get(1).estimators()).isEqualTo(found.get(0).estimators());
      assertThat(found.get(2).estimators()).isNotEqualTo(found.get(0).estimators());
      Map<String, PolicySetting> wrong =
          Map.of("it", plain.withSchema("{features: [{name: size, boolean: {}}]}"));
      assertThatThrownBy(
              () ->
                  client
                      .evaluations()
                      .evaluate(
                          EvaluationQuery.of(SampleServer.MAIL, wrong),
                          (stage, done, of) -> true,
                          PATIENCE))
          .isInstanceOfSatisfying(
              BandolierException.class,
              refused ->
                  assertThat(refused.problem().toString())
                      .contains("policies[0].schema.features[0].name"));
    }
  }

  @Test
  void probabilitiesThatAreNotKnown_giveUpTheDoublyRobustSequence_andNoEstimate() throws Exception {
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      imported(client, rows(600, Map.of()), 0, 1);
      PolicyValue value = valued(client, "LIN_UCB");
      assertThat(value.rounds()).isEqualTo(300);
      assertThat(value.learnedFrom()).isEqualTo(300);
      assertThat(value.estimators().get("dr").value()).isPresent();
      assertThat(value.estimators().get("dr").csHigh()).isEmpty();
      assertThat(value.estimators().get("ips").csHigh()).isPresent();
    }
  }

  @Test
  void warmStart_weighsNoMoreThanItsBound_andIsTheSameInEveryReplay() throws Exception {
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(imported(client, rows(700, UNIFORM), 0.5, 100))
          .isEqualTo(new DecisionImport(700, 200, false, 0));
      assertThat(observations(server)).isCloseTo(100, within(1e-9));
    }
    try (SampleServer again = SampleServer.start(data())) {
      assertThat(observations(again)).isCloseTo(100, within(1e-9));
    }
    assertVerified();
  }

  private void assertVerified() {
    List<String> options =
        List.of("--data", data().toString(), "--memory", "16M", "--ledger-memory", "64M");
    CommandRun run = CommandRun.of(new VerifyCommand(), options);
    assertThat(run.code()).as(run.output()).isZero();
  }

  @Test
  void importUnderAnId_countsOnce_whoeverTellsItAgain_alsoAfterARestart_andWhereAllIsFoldedAgain()
      throws Exception {
    DecisionImport again = new DecisionImport(700, 200, true, 700);
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(named(client, "june", 700)).isEqualTo(new DecisionImport(700, 200, false, 0));
      assertThat(named(client, "june", 700)).isEqualTo(again);
      assertThat(named(client, "june", 900)).isEqualTo(again);
      assertThat(observations(server)).isCloseTo(100, within(1e-9));
    }
    assertVerified();
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(named(client, "june", 700)).isEqualTo(again);
    }
    WorkFolder.delete(data().resolve("store"));
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(named(client, "june", 700)).isEqualTo(again);
      assertThat(observations(server)).isCloseTo(100, within(1e-9));
      assertThat(valued(client, "UNIFORM").rounds()).isEqualTo(700);
      assertThat(named(client, "jun", 1)).isEqualTo(new DecisionImport(1, 1, false, 0));
    }
    assertVerified();
  }

  @Test
  void importThatWasCutOff_goesOnBehindWhatIsRecorded_withinTheSameBound() throws Exception {
    List<LoggedDecision> bad = rows(900, UNIFORM);
    bad.set(700, row("subject", "nobody", 0.5));
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThatThrownBy(
              () ->
                  client
                      .evaluations()
                      .importDecisions(
                          SampleServer.MAIL, "july", bad.iterator(), 0.125, 75, PATIENCE))
          .hasMessageContaining("recorded so far: 500 decisions");
    }
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      assertThat(
              client
                  .evaluations()
                  .importDecisions(
                      SampleServer.MAIL,
                      "july",
                      rows(900, UNIFORM).iterator(),
                      0.125,
                      75,
                      PATIENCE))
          .isEqualTo(new DecisionImport(900, 600, false, 500));
      assertThat(observations(server)).isCloseTo(75, within(1e-9));
      assertThat(valued(client, "UNIFORM").rounds()).isEqualTo(900);
      assertThat(named(client, "july", 900)).isEqualTo(new DecisionImport(900, 600, true, 900));
    }
    assertVerified();
  }

  private static double observations(SampleServer server) throws IOException {
    double sum = 0;
    for (String arm : ARMS) {
      GetPosteriorRequest request =
          GetPosteriorRequest.newBuilder()
              .setCampaign(SampleServer.MAIL)
              .setSlot("subject")
              .setArm(arm)
              .build();
      if (server.server().rooms().posteriors().read(request)
          instanceof Done<GetPosteriorResponse> done) {
        sum += done.value().getObservations();
      }
    }
    return sum;
  }

  @Test
  void whatCannotBe_isRefused_withTheField() throws Exception {
    try (SampleServer server = SampleServer.start(data());
        BanditClient client = client(server)) {
      Map<String, Double> half = Map.of("welcome", 0.5, "spring", 0.2);
      assertRefused(client, rows(2, half), 0, "pmf");
      assertRefused(client, List.of(row("subject", "nobody", 0.5)), 0, "choices[0].arm");
      assertRefused(client, List.of(row("subject", "welcome", 0)), 0, "choices[0].propensity");
      assertRefused(client, List.of(row("sender", "welcome", 0.5)), 0, "choices[0].slot");
      assertRefused(client, List.of(), 2, "weight");
      assertThatThrownBy(() -> named(client, "i".repeat(41), 1)).hasMessageContaining("import_id");
      assertThatThrownBy(() -> valued(client, "NOBODY"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static LoggedDecision row(String slot, String arm, double propensity) {
    return new LoggedDecision(
        null, List.of(), List.of(new LoggedChoice(slot, arm, propensity, 0, Map.of())));
  }

  private static void assertRefused(
      BanditClient client, List<LoggedDecision> rows, double weight, String field) {
    assertThatThrownBy(() -> imported(client, rows, weight, 1))
        .isInstanceOfSatisfying(
            BandolierException.class,
            refused -> assertThat(refused.problem().toString()).contains(field));
  }
}

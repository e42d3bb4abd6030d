package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReplayTest {
  private static final String DATA =
      """
      age,town,mail,p,visit
      10,Ulm,men,0.5,1
      20,Ulm,women,0.5,0
      30,Bonn,men,0.5,0
      40,Bonn,women,0.5,1
      50,Bonn,men,0.5,1
      """;

  private final FakeServer server = new FakeServer();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void acceptedRows_areLearnedAndAveraged_theOthersCensored() throws InterruptedException {
    Results results = replay(plan(null, OptionalLong.empty()));
    assertThat(server.rewards).hasValue(3);
    assertThat(server.censored).hasValue(2);
    assertThat(server.deleted).hasValue(1);
    RunResult run = results.runs().get(0);
    assertThat(run.rounds()).isEqualTo(5);
    assertThat(run.accepted()).isEqualTo(3);
    assertThat(run.rewardMean()).isEqualTo(2.0 / 3);
    assertThat(run.policy()).isEqualTo("LINEAR_THOMPSON");
    assertThat(run.bestArmLastFifthShare()).isEqualTo(1);
  }

  @Test
  void everyPlan_isACampaignOfItsOwn() throws InterruptedException {
    Results results =
        replay(
            plan("LIN_UCB", OptionalLong.of(1)),
            plan("LIN_UCB", OptionalLong.of(2)),
            plan("UNIFORM", OptionalLong.of(1)));
    assertThat(server.created).containsOnlyKeys("campaigns/a-0", "campaigns/a-1", "campaigns/a-2");
    assertThat(results.runs())
        .extracting(RunResult::policy)
        .containsExactly("LIN_UCB", "LIN_UCB", "UNIFORM");
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("3 of 3 runs, 15 of 15 rounds");
  }

  @Test
  void failedRun_failsTheReplay_andItsCampaignIsDeleted() {
    server.failAfter = 1;
    assertThatThrownBy(() -> replay(plan(null, OptionalLong.empty())))
        .isInstanceOf(ReplayException.class)
        .hasMessage("a run failed: the outcome was LATE");
    assertThat(server.deleted).hasValue(1);
  }

  @Test
  void wrongCell_isTheSpecsFault() {
    String broken = DATA.replace("30,Bonn", "old,Bonn");
    assertThatThrownBy(() -> replay(broken, plan(null, OptionalLong.empty())))
        .isInstanceOf(SpecException.class)
        .hasMessage("row 3, column 'age': 'old' is no number");
  }

  @Test
  void json_hasEveryKey_andNullWhereUnknown() throws InterruptedException {
    JsonNode json =
        replay(plan("UNIFORM", OptionalLong.of(4)), plan("LIN_UCB", OptionalLong.empty())).json();
    JsonNode run = json.get("runs").get(0);
    assertThat(run.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "policy",
            "seed",
            "rounds",
            "accepted",
            "reward_mean",
            "uniform_mean",
            "best_arm_mean",
            "oracle_mean",
            "last_fifth_mean",
            "best_arm_last_fifth_share",
            "regret",
            "seconds");
    assertThat(run.get("seed").asLong()).isEqualTo(4);
    assertThat(run.get("oracle_mean").isNull()).isTrue();
    assertThat(run.get("last_fifth_mean").isNull()).as("three accepted have no fifth").isTrue();
    assertThat(json.get("runs").get(1).get("seed").isNull()).isTrue();
    assertThat(json.at("/policies/UNIFORM/mean").doubleValue()).isEqualTo(2.0 / 3);
    assertThat(json.at("/policies/UNIFORM/se").isNull()).isTrue();
    assertThat(json.get("skipped").isEmpty()).isTrue();
  }

  @Test
  void table_saysEveryPolicy() throws InterruptedException {
    String table = ResultsTable.of(replay(plan("UNIFORM", OptionalLong.of(4))));
    assertThat(table).contains("UNIFORM").contains("0.66667").contains("oracle");
  }

  private Results replay(Replay.Plan... plans) throws InterruptedException {
    return replay(DATA, plans);
  }

  private Results replay(String data, Replay.Plan... plans) throws InterruptedException {
    DataSet set = DataSet.of(SpecReader.read(Fixtures.LOGGED), Fixtures.csv(data));
    Replay replay = new Replay(set, List.of(plans));
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Progress progress = new Progress(out, false, replay.runs(), replay.rounds());
    Ticker ticker = new Ticker(progress, Duration.ofNanos(1), System::nanoTime);
    return replay.run(server, "campaigns/a-", 2, ticker);
  }

  private static Replay.Plan plan(@Nullable String policy, OptionalLong seed) {
    return new Replay.Plan(policy == null ? null : PolicyChoice.parse(policy), seed);
  }
}

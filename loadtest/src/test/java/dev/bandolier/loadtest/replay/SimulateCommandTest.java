package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command through the real client, to a service that always serves the first arm. */
final class SimulateCommandTest {
  @TempDir Path folder;
  private final FakeService service;

  SimulateCommandTest() throws IOException {
    service = new FakeService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void everyEnvironment_tellsTheRegret() throws IOException {
    for (String environment : List.of("synthetic", "drift", "delayed", "clicks")) {
      assertThat(simulate(environment, "--rounds", "50", "--seeds", "2")).isZero();
      List<JsonNode> runs = runs();
      assertThat(runs).hasSize(2);
      assertThat(runs.get(0).get("rounds").asInt()).isEqualTo(50);
      assertThat(runs.get(0).get("regret").isNumber()).isTrue();
    }
  }

  @Test
  void delayedRewards_areThoseOfAThousandRoundsBefore() {
    assertThat(simulate("delayed", "--rounds", "1003", "--seeds", "1")).isZero();
    assertThat(service.decided).hasSize(1003);
    assertThat(service.outcomes).extracting(Outcome::getDecisionId).containsExactly("0", "1", "2");
  }

  @Test
  void defaultPolicy_hasTheNameThatTheServerSays() throws IOException {
    assertThat(simulate("clicks", "--rounds", "5", "--seeds", "1")).isZero();
    assertThat(service.created.element().hasPolicy()).isFalse();
    assertThat(runs())
        .extracting(run -> run.get("policy").asText())
        .containsExactly("LINEAR_THOMPSON");
  }

  @Test
  void theFirstArmOfClicks_losesTheSameEveryRound() throws IOException {
    assertThat(simulate("clicks", "--rounds", "1000", "--seeds", "1")).isZero();
    assertThat(runs().get(0).get("regret").asDouble()).isCloseTo(3, within(1e-9));
  }

  @Test
  void pairsThatMatter_areToldToTheCampaign() {
    assertThat(simulate("synthetic", "--gamma", "1", "--rounds", "5", "--seeds", "1")).isZero();
    assertThat(service.created.element().getSchema().getCrossedCount()).isEqualTo(1);
  }

  @Test
  void contestants_keepTheNamesThatTheyWereGiven() throws IOException {
    String policies = "LINEAR_THOMPSON:0.5,LIN_UCB::3:1000";
    assertThat(simulate("drift", "--rounds", "5", "--seeds", "1", "--policies", policies)).isZero();
    assertThat(runs())
        .extracting(run -> run.get("policy").asText())
        .containsExactly("LINEAR_THOMPSON:0.5", "LIN_UCB::3:1000");
    assertThat(service.created)
        .extracting(campaign -> campaign.getPolicy().getType())
        .containsExactly(PolicyType.POLICY_TYPE_LINEAR_THOMPSON, PolicyType.POLICY_TYPE_LIN_UCB);
  }

  @Test
  void whatAnEnvironmentHasNot_isAWrongCall() {
    assertThat(simulate("weather")).isEqualTo(2);
    assertThat(simulate("clicks", "--gamma", "1")).isEqualTo(2);
    assertThat(simulate("synthetic", "--rounds", "0")).isEqualTo(2);
    assertThat(simulate("synthetic", "--delay", "-1")).isEqualTo(2);
    assertThat(simulate("synthetic", "--gamma", "-1")).isEqualTo(2);
    assertThat(simulate("synthetic", "--peers", "vw-unknown")).isEqualTo(2);
    assertThat(simulate("synthetic", "--policies", "DEFAULT,UNIFORM")).isEqualTo(2);
    assertThat(service.created).isEmpty();
  }

  private List<JsonNode> runs() throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    new JsonMapper().readTree(folder.resolve("out.json").toFile()).get("runs").forEach(runs::add);
    return runs;
  }

  private int simulate(String environment, String... more) {
    List<String> call = new ArrayList<>(List.of("--env", environment));
    call.addAll(List.of("--json", folder.resolve("out.json").toString()));
    call.addAll(List.of("--target", service.address()));
    call.addAll(List.of(more));
    return new CommandLine(new SimulateCommand()).execute(call.toArray(String[]::new));
  }
}

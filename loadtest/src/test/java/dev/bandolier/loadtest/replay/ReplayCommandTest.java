package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command through the real client, to a service that always serves the first arm. */
final class ReplayCommandTest {
  private static final String DATA =
      """
      age,town,mail,p,visit
      10,Ulm,men,0.5,1
      20,Ulm,women,0.5,0
      30,,men,0.5,0
      """;

  @TempDir Path folder;
  private FakeService service;

  ReplayCommandTest() throws IOException {
    service = new FakeService();
  }

  @BeforeEach
  void writeSpec() throws IOException {
    Files.writeString(folder.resolve("mails.yaml"), Fixtures.LOGGED);
    Files.writeString(folder.resolve("mails.csv"), DATA);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void replay_decidesReportsAndCensors_thenRemovesItsCampaign() throws IOException {
    assertThat(replay()).isZero();
    assertThat(service.decided).hasSize(3);
    assertThat(service.outcomes).extracting(Outcome::getValue).containsExactly(1.0, 0.0);
    assertThat(service.censored).containsExactly("1");
    assertThat(service.campaigns).isEmpty();
    JsonNode json = new JsonMapper().readTree(folder.resolve("out.json").toFile());
    assertThat(json.at("/runs/0/policy").asText()).isEqualTo("LINEAR_THOMPSON");
    assertThat(json.at("/policies/LINEAR_THOMPSON/mean").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void campaign_onTheWire_isWhatTheSpecDeclares() {
    assertThat(replay()).isZero();
    Campaign campaign = service.created.element();
    assertThat(campaign.getName()).matches("campaigns/replay-[0-9a-f]{8}-0");
    assertThat(campaign.hasPolicy()).isFalse();
    assertThat(campaign.getLearningMode()).isEqualTo(LearningMode.LEARNING_MODE_ON_REWARD);
    assertThat(campaign.getRewardRules(0).getWindow().getSeconds()).isEqualTo(60);
    assertThat(campaign.getSchema().getFeatures(1).getCategorical().getValuesList())
        .containsExactly("Ulm");
    assertThat(service.decided.element().getContext().getFeaturesList()).hasSize(2);
  }

  @Test
  void seedsAndPolicies_areRunsOfTheirOwn() throws IOException {
    assertThat(replay("--seeds", "2", "--policies", "LIN_UCB,UNIFORM", "--limit", "2")).isZero();
    assertThat(service.created)
        .extracting(campaign -> campaign.getPolicy().getType())
        .containsExactlyInAnyOrder(
            PolicyType.POLICY_TYPE_LIN_UCB,
            PolicyType.POLICY_TYPE_LIN_UCB,
            PolicyType.POLICY_TYPE_UNIFORM,
            PolicyType.POLICY_TYPE_UNIFORM);
    JsonNode runs = new JsonMapper().readTree(folder.resolve("out.json").toFile()).get("runs");
    assertThat(runs.findValuesAsText("seed")).containsExactly("1", "2", "1", "2");
    assertThat(runs.findValuesAsText("rounds")).containsOnly("2");
  }

  @Test
  void rewardThatWasNotLearned_failsTheReplay() {
    service.fate = Fate.FATE_LATE;
    assertThat(replay()).isEqualTo(1);
    assertThat(folder.resolve("out.json")).doesNotExist();
    assertThat(service.campaigns).isEmpty();
  }

  @Test
  void repeatedReport_countsOnce() {
    service.fate = Fate.FATE_DUPLICATE;
    assertThat(replay()).isZero();
  }

  @Test
  void untrackedDecision_failsTheReplay() {
    service.tracks = false;
    assertThat(replay()).isEqualTo(1);
  }

  @Test
  void wrongSpec_isAWrongCall() throws IOException {
    Files.writeString(folder.resolve("mails.yaml"), Fixtures.LOGGED + "rounds: 3\n");
    assertThat(replay()).isEqualTo(2);
    assertThat(service.created).isEmpty();
  }

  @Test
  void threadsBelowOne_areAWrongCall() {
    assertThat(replay("--threads", "0")).isEqualTo(2);
  }

  private int replay(String... more) {
    List<String> call = new ArrayList<>();
    call.addAll(List.of("--spec", folder.resolve("mails.yaml").toString()));
    call.addAll(List.of("--json", folder.resolve("out.json").toString()));
    call.addAll(List.of("--target", service.address()));
    call.addAll(List.of(more));
    return new CommandLine(new ReplayCommand()).execute(call.toArray(String[]::new));
  }
}

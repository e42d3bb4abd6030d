package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CampaignDefinitionTest {
  private static final String DATA =
      "age,town,mail,p,visit\n10,Ulm,men,0.5,-1\n20,Bonn,women,0.5,4\n";

  @Test
  void definition_declaresWhatTheProblemHas() throws JsonProcessingException {
    JsonNode campaign = definition(Fixtures.LOGGED + "cross: [[town, age]]\n", null);
    assertThat(campaign.get("name").asText()).isEqualTo("campaigns/c");
    assertThat(campaign.at("/slots/0/arms/1/id").asText()).isEqualTo("women");
    assertThat(campaign.at("/schema/features/0/numeric/max").asInt()).isEqualTo(100);
    assertThat(campaign.at("/schema/features/1/categorical/maxValues").asInt()).isEqualTo(2);
    assertThat(campaign.at("/schema/features/1/categorical/values/1").asText()).isEqualTo("Bonn");
    assertThat(campaign.at("/schema/crossed/0/first").asText()).isEqualTo("town");
    assertThat(campaign.at("/rewardRules/0/valueRange").toString())
        .isEqualTo("{\"min\":-1.0,\"max\":4.0}");
    assertThat(campaign.has("policy")).isFalse();
  }

  @Test
  void policy_isPassedOnWithItsSettings() throws JsonProcessingException {
    Spec spec = SpecReader.read(Fixtures.LOGGED + "policy: {type: LIN_UCB, exploration: 0.5}\n");
    JsonNode policy = definition(Fixtures.LOGGED, spec.policy()).get("policy");
    assertThat(policy.toString())
        .isEqualTo("{\"type\":\"POLICY_TYPE_LIN_UCB\",\"exploration\":0.5}");
  }

  @Test
  void changeInTheHalfLifesPlace_forgetsOnChanges() throws JsonProcessingException {
    JsonNode campaign = definition(Fixtures.LOGGED, PolicyChoice.parse("LINEAR_THOMPSON:::change"));
    assertThat(campaign.get("forgetOnChange").asBoolean()).isTrue();
    assertThat(campaign.has("halfLifeDecisions")).isFalse();
  }

  @Test
  void learning_isSequentialAndExact() throws JsonProcessingException {
    JsonNode campaign = definition(Fixtures.LOGGED, null);
    assertThat(campaign.get("learningMode").asText()).isEqualTo("LEARNING_MODE_ON_REWARD");
    assertThat(campaign.get("everyZeroIsReported").asBoolean()).isTrue();
  }

  private static JsonNode definition(String spec, @Nullable PolicyChoice policy)
      throws JsonProcessingException {
    Problem problem = Fixtures.problem(spec, DATA);
    return new JsonMapper().readTree(CampaignDefinition.of("campaigns/c", problem, policy));
  }
}

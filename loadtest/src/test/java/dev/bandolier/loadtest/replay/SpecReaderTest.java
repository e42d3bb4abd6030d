package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecReaderTest {

  @Test
  void logged_withAllItsKeys_isRead() {
    Spec spec =
        SpecReader.read(
            """
            name: hillstrom-visit
            file: hillstrom.csv.gz
            kind: logged
            context:
              recency: {type: numeric, min: 1, max: 12}
              channel: {type: categorical}
              hour: {type: cyclic, period: 24}
              new: {type: boolean}
            cross: [[channel, hour]]
            action: segment
            propensity: 0.3333333
            reward: visit
            policy: {type: LIN_UCB, exploration: 2, prior_precision: 0.5}
            limit: 20000
            seed: 7
            """);
    assertThat(spec.context())
        .containsEntry("recency", new ContextColumn.Numeric(1, 12))
        .containsEntry("channel", new ContextColumn.Categorical())
        .containsEntry("hour", new ContextColumn.Cyclic(24))
        .containsEntry("new", new ContextColumn.Flag());
    assertThat(spec.cross()).containsExactly(new Spec.Cross("channel", "hour"));
    assertThat(spec.kind())
        .isEqualTo(new Kind.Logged("segment", new Kind.Propensity.Constant(0.3333333), "visit"));
    assertThat(spec.limit()).hasValue(20000);
    assertThat(spec.seed()).hasValue(7);
    PolicyChoice policy = Objects.requireNonNull(spec.policy());
    assertThat(policy.type()).isEqualTo("LIN_UCB");
    assertThat(policy.exploration()).hasValue(2);
    assertThat(policy.priorPrecision()).hasValue(0.5);
  }

  @Test
  void propensity_mayBeAColumn() {
    Kind.Logged kind = (Kind.Logged) SpecReader.read(Fixtures.LOGGED).kind();
    assertThat(kind.propensity()).isEqualTo(new Kind.Propensity.Column("p"));
  }

  @Test
  void whatIsLeftOut_isAbsent() {
    Spec spec = SpecReader.read(Fixtures.LOGGED);
    assertThat(spec.policy()).isNull();
    assertThat(spec.limit()).isEmpty();
    assertThat(spec.seed()).isEmpty();
    assertThat(spec.cross()).isEmpty();
  }

  @Test
  void rewards_perArmAndLabel_mayBeLists() {
    String eat = "rewards: {eat: {'0': 5, '1': [5, -35]}, skip: {'*': 0}}";
    String spec = Fixtures.LABELLED.replaceAll("rewards:.*", eat);
    Kind.Labelled kind = (Kind.Labelled) SpecReader.read(spec).kind();
    Map<String, Map<String, double[]>> rewards = ((Kind.Rewards.PerArm) kind.rewards()).rewards();
    assertThat(rewards).containsOnlyKeys("eat", "skip");
    assertThat(rewards.getOrDefault("eat", Map.of()))
        .hasEntrySatisfying("1", list -> assertThat(list).containsExactly(5, -35))
        .hasEntrySatisfying("0", list -> assertThat(list).containsExactly(5));
    assertThat(rewards.getOrDefault("skip", Map.of()))
        .hasEntrySatisfying("*", list -> assertThat(list).containsExactly(0));
  }

  @Test
  void rates_oneArmColumnWithoutList_isRead() {
    String spec = Fixtures.RATES.replace("[headline, image]", "headline");
    Kind.Rates kind = (Kind.Rates) SpecReader.read(spec).kind();
    assertThat(kind.arm()).containsExactly("headline");
    assertThat(kind.rounds()).isEqualTo(2000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae: x                               | nmae: unknown key",
        "trials: shown                         | trials: belongs to kind rates, not to logged",
        "label: target                         | label: belongs to kind labelled, not to logged",
        "policy: {type: LIN_UCB, width: 1}     | policy.width: unknown key",
        "policy: {type: best}                  | is no policy; one looks like",
        "policy: LIN_UCB                       | policy: expected a map of keys",
        "limit: 0                              | limit: expected a whole number above 0",
        "limit: 1.5                            | limit: expected a whole number above 0",
        "seed: one                             | seed: expected a whole number",
        "cross: [[age, size]]                  | is not in context",
        "cross: [age, town]                    | cross: expected pairs",
      })
  void extraKey_thatIsWrong_isNamed(String line, String message) {
    refused(Fixtures.LOGGED + line + "\n", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{min: 0, max: 100}                         | context.age.type: is missing",
        "{type: nominal}                            | context.age.type: expected numeric",
        "{type: numeric, min: 0}                    | context.age.max: is missing",
        "{type: numeric, min: 5, max: 5}            | context.age.max: must be above min",
        "{type: numeric, min: 0, max: 9, period: 2} | context.age.period: unknown key",
        "{type: numeric, min: a, max: 9}            | context.age.min: expected a finite number",
        "{type: cyclic, period: 1}                  | context.age.period: must be at least 2",
        "{type: categorical, min: 0}                | context.age.min: unknown key",
      })
  void contextColumn_thatIsWrong_isNamed(String column, String message) {
    refused(Fixtures.LOGGED.replace("{type: numeric, min: 0, max: 100}", column), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "file", "kind", "action", "propensity", "reward"})
  void missingKey_isNamed(String key) {
    refused(Fixtures.LOGGED.replaceAll("(?m)^" + key + ":.*\n", ""), key + ": is missing");
  }

  @Test
  void context_inRates_isMisplaced() {
    refused(Fixtures.RATES + "context: {}\n", "context: belongs to kind logged or labelled");
  }

  @Test
  void unknownKind_isRefused() {
    refused(Fixtures.RATES.replace("kind: rates", "kind: rate"), "kind: expected one of logged");
  }

  @Test
  void duplicateKey_isRefused() {
    refused(Fixtures.RATES + "rounds: 3\n", "rounds");
  }

  @Test
  void propensityOutsideItsRange_isRefused() {
    refused(Fixtures.LOGGED.replace("propensity: p", "propensity: 1.5"), "propensity: expected");
  }

  @Test
  void emptyText_isRefused() {
    refused("", "spec: ");
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> SpecReader.read(yaml))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(message);
  }
}

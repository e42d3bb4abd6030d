package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.RewardRules.Sheet;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.RewardRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RewardRulesTest {

  private static final int SUBJECT = 0;
  private static final int IMAGE = 1;
  private static final double NONE = Double.NaN;

  private final RewardRules rules = Samples.created(Samples.mail()).rules();
  private final Sheet sheet = rules.newSheet();
  private final int open = rules.ruleOf("open");
  private final int click = rules.ruleOf("click");
  private final int purchase = rules.ruleOf("purchase");
  private final int unsubscribe = rules.ruleOf("unsubscribe");

  private Sheet sheet() {
    return sheet.reset();
  }

  @Test
  void withoutOutcomes_theDefaultCounts() {
    RewardRules gloomy = Samples.created(Samples.mail().setDefaultReward(-2)).rules();
    Sheet empty = gloomy.newSheet().settle(SUBJECT);

    assertThat(empty.reward()).isEqualTo(-2);
    assertThat(empty.credited()).isFalse();
    assertThat(empty.requirementMet()).isTrue();
    assertThat(empty.unknowable()).isFalse();
    assertThat(empty.clipped()).isFalse();
  }

  @Test
  void anOutcome_replacesTheDefault() {
    RewardRules gloomy = Samples.created(Samples.mail().setDefaultReward(-2)).rules();

    assertThat(gloomy.newSheet().add(open, NONE, 0, false).settle(SUBJECT).reward()).isEqualTo(1);
  }

  @Test
  void aRule_creditsOnlyItsSlots() {
    sheet().add(open, NONE, 0, false);

    assertThat(sheet.settle(SUBJECT).credited()).isTrue();
    assertThat(sheet.settle(IMAGE).credited()).isFalse();
    assertThat(rules.rule(open).credits(SUBJECT)).isTrue();
    assertThat(rules.rule(unsubscribe).credits(2)).isTrue();
  }

  @Test
  void severalNames_areSummed() {
    sheet().add(open, NONE, 0, false).add(purchase, 20, 1, false).add(unsubscribe, NONE, 2, false);

    assertThat(sheet.settle(SUBJECT).reward()).isEqualTo(1 + 2 - 5);
  }

  @Test
  void aRequirement_isMetByAnOutcomeOfAnotherSlot() {
    sheet().add(click, NONE, 0, false);
    assertThat(sheet.settle(IMAGE).requirementMet()).isFalse();
    assertThat(sheet.settle(SUBJECT).requirementMet()).isTrue();

    sheet.addElsewhere(open, false);
    assertThat(sheet.settle(IMAGE).requirementMet()).isTrue();
    assertThat(sheet.settle(IMAGE).reward()).isEqualTo(1);
  }

  @Test
  void aMachine_meetsNoRequirement() {
    sheet().addElsewhere(open, true).add(open, NONE, 0, true);

    assertThat(sheet.settle(IMAGE).requirementMet()).isFalse();
  }

  @Test
  void aMachine_makesTheSlotUnknowableWhereTheRuleSaysSo() {
    sheet().add(open, NONE, 0, true).add(open, NONE, 1, false);

    assertThat(sheet.settle(SUBJECT).unknowable()).isTrue();
    assertThat(sheet.settle(SUBJECT).credited()).isTrue();
    assertThat(sheet.settle(IMAGE).unknowable()).isFalse();
  }

  @Test
  void aMachine_isWorthNothingElsewhere() {
    sheet().add(purchase, 100, 0, true);

    assertThat(sheet.settle(SUBJECT).credited()).isFalse();
    assertThat(sheet.settle(SUBJECT).unknowable()).isFalse();
  }

  @Test
  void aValueBeyondItsRange_isClipped() {
    sheet().add(purchase, 600, 0, false);

    assertThat(sheet.settle(SUBJECT).reward()).isEqualTo(50);
    assertThat(sheet.clipped()).isTrue();
    assertThat(rules.rule(purchase).clips(500)).isFalse();
    assertThat(rules.rule(purchase).clips(-0.1)).isTrue();
    assertThat(rules.rule(open).clips(1e9)).isFalse();
  }

  @Test
  void theSum_isClippedToTheBounds() {
    sheet().add(purchase, 500, 0, false).add(purchase, 500, 1, false).add(purchase, 500, 2, false);

    assertThat(sheet.settle(SUBJECT).reward()).isEqualTo(100);
    assertThat(sheet.clipped()).isTrue();
  }

  @Test
  void aClippedValueOfAnotherSlot_isNotThisSlots() {
    dev.bandolier.v1.Campaign.Builder mail = Samples.mail();
    mail.getRewardRulesBuilder(2).addSlots("offer");
    Sheet of = Samples.created(mail).rules().newSheet();

    assertThat(of.add(purchase, 600, 0, false).settle(SUBJECT).clipped()).isFalse();
    assertThat(of.settle(2).clipped()).isTrue();
  }

  @Test
  void resetting_forgetsEverything() {
    sheet().add(open, NONE, 0, true).add(purchase, 900, 0, false);
    sheet.reset().settle(SUBJECT);

    assertThat(sheet.credited() || sheet.unknowable() || sheet.clipped()).isFalse();
    assertThat(sheet.reward()).isZero();
  }

  /** Arrives: 3 at time 20, 5 at time 10, -7 at time 20, 5 at time 10. */
  @ParameterizedTest
  @CsvSource({"FIRST, 5", "LAST, -7", "SUM, 6", "MAX, 5"})
  void severalOfOneName_becomeOneNumber(String aggregation, double expected) {
    assertThat(values(aggregation, 1).settle(0).reward()).isEqualTo(expected);
  }

  @Test
  void theGreatest_isThatOfTheRewards() {
    assertThat(values("MAX", -1).settle(0).reward()).isEqualTo(7);
  }

  private static Sheet values(String aggregation, double reward) {
    RewardRule.Builder rule =
        Samples.rule("value", reward, 1)
            .setUsesValue(true)
            .setValueRange(Samples.bounds(-100, 100))
            .setAggregation(Aggregation.valueOf("AGGREGATION_" + aggregation));
    Sheet sheet =
        Samples.created(
                dev.bandolier.v1.Campaign.newBuilder()
                    .setName("campaigns/a")
                    .addSlots(Samples.slot("s", "x"))
                    .addRewardRules(rule))
            .rules()
            .newSheet();
    return sheet
        .add(0, 3, 20, false)
        .add(0, 5, 10, false)
        .add(0, -7, 20, false)
        .add(0, 5, 10, false);
  }

  @Test
  void windows_areThoseOfTheCreditingRules() {
    assertThat(rules.windowMillis(SUBJECT)).isEqualTo(30 * 86_400_000L);
    assertThat(rules.rule(open).windowMillis()).isEqualTo(2 * 86_400_000L);
    assertThat(rules.gated(SUBJECT)).isFalse();
    assertThat(rules.gated(IMAGE)).isTrue();
    assertThat(rules.ruleOf("nobody")).isEqualTo(-1);
  }
}

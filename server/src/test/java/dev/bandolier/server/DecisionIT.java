package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.Choice;
import dev.bandolier.client.ChoiceSource;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.DecisionResult;
import dev.bandolier.client.ErrorCode;
import dev.bandolier.client.FieldViolation;
import dev.bandolier.client.ServingMode;
import dev.bandolier.client.ShownArm;
import dev.bandolier.client.SlotChoices;
import dev.bandolier.client.SlotWanted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Decisions, from the client's point of view, against the real process. */
@ExtendWith(SharedServer.class)
final class DecisionIT {
  private final BanditClient client;

  DecisionIT(BanditClient client) {
    this.client = client;
  }

  @Test
  void decision_choosesAnArmForEverySlot_byTheProbabilitiesThatItStates() {
    String mail = TestCampaigns.makeMail(client, "decide-all");
    Decision decision = client.decideNow(TestCampaigns.reader(mail).returnPmf().build());
    assertThat(decision.slots())
        .extracting(SlotChoices::slot)
        .containsExactly("subject", "image", "offer");
    assertThat(decision.source()).isEqualTo(ChoiceSource.POLICY);
    assertThat(decision.tracked()).isTrue();
    assertThat(decision.modelVersionExact()).isTrue();
    for (SlotChoices slot : decision.slots()) {
      checkPmf(slot.choices().get(0));
      assertThat(slot.propensity()).isEqualTo(slot.choices().get(0).propensity());
    }
    assertThat(decision.choice("image").payload()).isEqualTo(decision.arm("image") + ".jpg");
  }

  private static void checkPmf(Choice choice) {
    double floor = 0.001 / choice.pmf().size();
    double sum = choice.pmf().values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(choice.pmf().values()).allMatch(probability -> probability >= floor * (1 - 1e-9));
    assertThat(choice.pmf()).containsEntry(choice.arm(), choice.propensity());
  }

  @Test
  void repeat_ofTheSameRequest_getsTheSameAnswer_alsoAfterLearning() {
    String mail = TestCampaigns.makeMail(client, "decide-repeat");
    DecisionRequest request =
        TestCampaigns.reader(mail).decisionId("mail-1").unit("u").returnPmf().build();
    Decision first = client.decideNow(request);
    for (int i = 0; i < 20; i++) {
      Decision other = client.decideNow(TestCampaigns.reader(mail).build());
      client.reportNow(other.outcome("open").build());
    }
    assertThat(client.decideNow(request)).isEqualTo(first);
    assertThat(client.history(mail, "mail-1").join().decision()).isEqualTo(first);
    assertThat(client.campaigns().statistics(mail).openDecisions()).isEqualTo(21);
  }

  @Test
  void repeat_withAnotherRequest_isRefused() {
    String mail = TestCampaigns.makeMail(client, "decide-other");
    client.decideNow(TestCampaigns.reader(mail).decisionId("one").build());
    BandolierException refusal =
        refusal(TestCampaigns.reader(mail).decisionId("one").slot("image").build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(refusal.reason()).isEqualTo("DECISION_EXISTS");
  }

  @Test
  void batch_sentAgain_decidesNothingAnew() {
    String mail = TestCampaigns.makeMail(client, "decide-batch");
    List<DecisionRequest> requests =
        IntStream.range(0, 500)
            .mapToObj(i -> TestCampaigns.reader(mail).decisionId("item-" + i).build())
            .toList();
    List<Decision> first = batch(requests, true);
    assertThat(first)
        .allMatch(each -> each.tracked() && !each.choice("subject").payload().isEmpty());
    assertThat(batch(requests, true)).isEqualTo(first);
    assertThat(batch(requests, false))
        .allMatch(each -> each.choice("subject").payload().isEmpty())
        .extracting(each -> each.arm("image"))
        .isEqualTo(first.stream().map(each -> each.arm("image")).toList());
    Await.until(
        "folded", () -> client.campaigns().statistics(mail).openDecisions() == requests.size());
  }

  private List<Decision> batch(List<DecisionRequest> requests, boolean payloads) {
    return client.decideBatch(requests, payloads).join().stream()
        .map(DecisionResult::orThrow)
        .toList();
  }

  @Test
  void batch_withABadItem_answersTheOthers() {
    String mail = TestCampaigns.makeMail(client, "decide-bad-item");
    List<DecisionResult> results =
        client
            .decideBatch(
                List.of(
                    TestCampaigns.reader(mail).build(),
                    TestCampaigns.reader(mail).number("shoe-size", 44).build()),
                false)
            .join();
    assertThat(results.get(0)).isInstanceOf(DecisionResult.Decided.class);
    assertThat(results.get(1))
        .isInstanceOfSatisfying(
            DecisionResult.Refused.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(fields(refused.problem().violations()))
                  .allMatch(field -> field.startsWith("context.features[3]"));
            });
  }

  @Test
  void list_hasNoRepeats_andConditionalPropensities() {
    String mail = TestCampaigns.makeMail(client, "decide-list");
    DecisionRequest request =
        TestCampaigns.reader(mail).slot(SlotWanted.best("subject", 3)).returnPmf().build();
    SlotChoices list = client.decideNow(request).slots().get(0);
    assertThat(list.choices())
        .extracting(Choice::arm)
        .containsExactlyInAnyOrder("plain", "offer", "question");
    double product = 1;
    double left = 1;
    for (Choice choice : list.choices()) {
      double unconditional = list.choices().get(0).pmf().get(choice.arm());
      assertThat(choice.propensity()).isCloseTo(unconditional / left, within(1e-9));
      left -= unconditional;
      product *= choice.propensity();
    }
    assertThat(list.propensity()).isCloseTo(product, within(1e-12));
    assertThat(list.choices().get(2).propensity()).isEqualTo(1);
  }

  @Test
  void eligibility_isObeyed_andNothingEligibleIsRefused() {
    String mail = TestCampaigns.makeMail(client, "decide-eligible");
    for (int i = 0; i < 20; i++) {
      SlotWanted wanted = SlotWanted.one("subject").only("offer", "question").except("question");
      assertThat(client.decideNow(TestCampaigns.reader(mail).slot(wanted).build()).arm("subject"))
          .isEqualTo("offer");
    }
    SlotWanted none = SlotWanted.one("subject").only("offer").except("offer");
    BandolierException refusal = refusal(TestCampaigns.reader(mail).slot(none).build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("NOTHING_ELIGIBLE");
  }

  @Test
  void badRequest_namesTheField_andLeavesNothingBehind() {
    String mail = TestCampaigns.makeMail(client, "decide-bad");
    BandolierException refusal =
        refusal(
            DecisionRequest.builder(mail)
                .decisionId("i".repeat(65))
                .number("age", Double.NaN)
                .flag("device", true)
                .slot("footer")
                .build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(fields(refusal.violations()))
        .contains("decision_id", "context.features[0].number")
        .anyMatch(field -> field.startsWith("context.features[1]"))
        .anyMatch(field -> field.startsWith("slots[0]"));
    assertThat(client.campaigns().statistics(mail).openDecisions()).isZero();
  }

  @Test
  void unknownCampaign_isNotFound() {
    BandolierException refusal = refusal(DecisionRequest.builder("campaigns/none-such").build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal.reason()).isEqualTo("CAMPAIGN_NOT_FOUND");
  }

  @Test
  void holdout_isKeyedByTheUnit_andCountedByItself() {
    String banner = TestCampaigns.makeBanner(client, "decide-holdout", "holdout: {share: 0.5}\n");
    Set<String> held = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String unit = "unit-" + i;
      ChoiceSource source = decideFor(banner, unit).source();
      assertThat(decideFor(banner, unit).source()).isEqualTo(source);
      if (source == ChoiceSource.HOLDOUT) {
        held.add(unit);
        assertThat(decideFor(banner, unit).choice("banner").propensity())
            .isCloseTo(1.0 / 3, within(1e-12));
      }
    }
    assertThat(held).hasSizeBetween(20, 80);
    Await.until("counted", () -> decisions(banner, true) == 3L * held.size());
    assertThat(decisions(banner, false)).isEqualTo(2L * (100 - held.size()));
  }

  private Decision decideFor(String campaign, String unit) {
    return client.decideNow(DecisionRequest.builder(campaign).unit(unit).build());
  }

  private long decisions(String campaign, boolean holdout) {
    var slot = client.campaigns().statistics(campaign).slot("banner");
    return (holdout ? slot.holdoutArms() : slot.arms())
        .stream().mapToLong(arm -> arm.decisions()).sum();
  }

  /** Unlike arms {@code a} and {@code c}, {@code b} is never shown, until the policy has learned from the caller and chooses itself. */
  @Test
  void inShadow_whatTheCallerShows_isAnsweredStoredAndLearnedFrom() {
    String banner = TestCampaigns.makeBanner(client, "decide-shadow", "");
    client.campaigns().setMode(banner, ServingMode.SHADOW);
    for (int i = 0; i < 400; i++) {
      ShownArm shown = i % 4 == 0 ? new ShownArm("c", 0.25) : new ShownArm("a", 0.75);
      SlotWanted wanted = SlotWanted.one("banner").shown(shown);
      Decision decision =
          client.decideNow(DecisionRequest.builder(banner).slot(wanted).returnPmf().build());
      assertShadow(decision, shown);
      if (i < 5) {
        assertThat(client.history(banner, decision.id()).join().decision()).isEqualTo(decision);
      }
      client.reportNow(decision.outcome("click").value(i % 4 == 0 ? 1 : 0).build());
    }
    var slot = client.campaigns().statistics(banner).slot("banner");
    assertThat(List.of(slot.arm("a").decisions(), slot.arm("c").decisions()))
        .containsExactly(300L, 100L);
    assertThat(slot.arm("c").rewardSum()).isEqualTo(100);
    assertThat(slot.arms().stream().mapToLong(arm -> arm.decisions()).sum()).isEqualTo(400);
    client.campaigns().setMode(banner, ServingMode.ONLINE);
    Decision own = client.decideNow(DecisionRequest.builder(banner).returnPmf().build());
    assertThat(own.source()).isEqualTo(ChoiceSource.POLICY);
    assertThat(own.choice("banner").pmf().get("a")).isLessThan(0.001);
    assertThat(own.choice("banner").pmf().get("c")).isBetween(0.6, 0.999);
    assertThat(own.choice("banner").pmf().get("b")).isBetween(0.001, 0.4);
  }

  private static void assertShadow(Decision decision, ShownArm shown) {
    SlotChoices slot = decision.slots().get(0);
    assertThat(decision.source()).isEqualTo(ChoiceSource.SHADOW);
    assertThat(decision.tracked()).isTrue();
    assertThat(slot.choices()).extracting(Choice::arm).containsExactly(shown.arm());
    assertThat(slot.propensity()).isEqualTo(shown.propensity());
    assertThat(slot.wouldBe()).isIn("a", "b", "c");
  }

  @Test
  void clearlyBetterArm_getsMostOfTheTraffic() {
    String banner = TestCampaigns.makeBanner(client, "decide-better", "");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Decision decision = client.decideNow(DecisionRequest.builder(banner).build());
      shown.add(decision.arm("banner"));
      double reward = decision.arm("banner").equals("b") ? 1 : 0;
      client.reportNow(decision.outcome("click").value(reward).build());
    }
    assertThat(shown.subList(400, 600)).filteredOn("b"::equals).hasSizeGreaterThan(170);
  }

  @Test
  void contextTells_whichArmIsBetter() {
    String mail = TestCampaigns.makeMail(client, "decide-context");
    int right = 0;
    for (int i = 0; i < 600; i++) {
      String device = i % 2 == 0 ? "mobile" : "desktop";
      String best = i % 2 == 0 ? "plain" : "question";
      Decision decision =
          client.decideNow(
              DecisionRequest.builder(mail).category("device", device).slot("subject").build());
      if (decision.arm("subject").equals(best)) {
        right += i >= 400 ? 1 : 0;
        client.reportNow(decision.outcome("open").build());
      }
    }
    assertThat(right).isGreaterThan(160);
  }

  private BandolierException refusal(DecisionRequest request) {
    return catchThrowableOfType(BandolierException.class, () -> client.decideNow(request));
  }

  private static List<String> fields(List<FieldViolation> violations) {
    return violations.stream().map(FieldViolation::field).toList();
  }
}

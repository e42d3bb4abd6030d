package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.CampaignUpdate.Plan;
import dev.bandolier.server.campaign.CampaignUpdate.Planned;
import dev.bandolier.server.campaign.CampaignUpdate.Refused;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CampaignUpdateTest {

  private final Campaign current = Samples.created(mailWithRetired());

  private static dev.bandolier.v1.Campaign.Builder mailWithRetired() {
    dev.bandolier.v1.Campaign.Builder mail = Samples.mail();
    mail.getSlotsBuilder(0).addArms(Samples.arm("old").setState(ArmState.ARM_STATE_RETIRED));
    return mail;
  }

  private Plan plan(Consumer<dev.bandolier.v1.Campaign.Builder> change, boolean allowReset) {
    dev.bandolier.v1.Campaign.Builder wanted = current.definition().toBuilder();
    change.accept(wanted);
    return CampaignUpdate.plan(
        current, wanted.build(), allowReset, List.of("subject/s2"), Limits.DEFAULT);
  }

  private static Arguments change(String name, Consumer<dev.bandolier.v1.Campaign.Builder> change) {
    return arguments(name, change);
  }

  static Stream<Arguments> freeAndExtending() {
    Duration hour = Duration.newBuilder().setSeconds(3600).build();
    return Stream.of(
        change("display_name", c -> c.setDisplayName("Other")),
        change("mode", c -> c.setMode(ServingMode.SERVING_MODE_UNIFORM)),
        change("policy.type", c -> c.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_LIN_UCB)),
        change("policy.exploration", c -> c.getPolicyBuilder().clearExploration()),
        change("reward rule", c -> c.getRewardRulesBuilder(0).setReward(2)),
        change("new rule", c -> c.addRewardRules(Samples.rule("share", 1, 1))),
        change("removed rule", c -> c.removeRewardRules(3)),
        change("reward_bounds", c -> c.clearRewardBounds()),
        change("default_reward", c -> c.setDefaultReward(0.5)),
        change("at_close", c -> c.setAtClose(AtClose.AT_CLOSE_CENSOR)),
        change("learning_mode", c -> c.setLearningMode(LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE)),
        change("every_zero_is_reported", c -> c.setEveryZeroIsReported(true)),
        change("holdout", c -> c.clearHoldout()),
        change("floor", c -> c.setFloor(0.02)),
        change("grace", c -> c.setGrace(hour)),
        change("remember", c -> c.setRemember(hour)),
        change("activation_window", c -> c.setActivationWindow(hour)),
        change("default_arm", c -> c.getSlotsBuilder(0).setDefaultArm("s1")),
        change("paused arm", c -> arm(c, 0, 1).setState(ArmState.ARM_STATE_PAUSED)),
        change("retired arm", c -> arm(c, 0, 1).setState(ArmState.ARM_STATE_RETIRED)),
        change("arm features", c -> arm(c, 0, 1).addFeatures(Samples.flag("new", true))),
        change("same payload declared", c -> arm(c, 0, 2).setPayload("reworded")),
        change("time_zone", c -> c.getSchemaBuilder().setTimeZone("Asia/Tokyo")),
        change("new arm", c -> c.getSlotsBuilder(0).addArms(0, Samples.arm("s9"))),
        change("new slot", c -> c.addSlots(Samples.slot("footer", "f0"))),
        change("new feature", c -> c.getSchemaBuilder().addFeatures(0, Samples.flag("new"))),
        change("new pair", c -> c.getSchemaBuilder().addCrossed(Samples.pair("hour", "vip"))),
        change("features in another order", CampaignUpdateTest::reorderFeatures),
        change(
            "pair the other way round",
            c -> c.getSchemaBuilder().setCrossed(0, Samples.pair("vip", "device"))));
  }

  private static dev.bandolier.v1.Arm.Builder arm(
      dev.bandolier.v1.Campaign.Builder campaign, int slot, int arm) {
    return campaign.getSlotsBuilder(slot).getArmsBuilder(arm);
  }

  private static void reorderFeatures(dev.bandolier.v1.Campaign.Builder campaign) {
    var first = campaign.getSchema().getFeatures(0);
    campaign.getSchemaBuilder().removeFeatures(0).addFeatures(first);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("freeAndExtending")
  void aFreeOrExtendingChange_resetsNothing(
      String name, Consumer<dev.bandolier.v1.Campaign.Builder> change) {
    assertThat(plan(change, false))
        .isInstanceOfSatisfying(
            Planned.class,
            planned -> {
              assertThat(planned.resetSlots()).isEmpty();
              assertThat(planned.changed()).isTrue();
              assertThat(planned.definition().getEtag()).isEmpty();
              assertThat(planned.definition())
                  .isEqualTo(CampaignDefaults.fill(planned.definition()));
            });
  }

  static Stream<Arguments> resetting() {
    List<String> all = List.of("subject", "image", "offer");
    return Stream.of(
        reset("policy.prior_precision", all, c -> c.getPolicyBuilder().setPriorPrecision(3)),
        reset("schema.features[2]", all, c -> feature(c, 2).getNumericBuilder().setMax(99)),
        reset(
            "schema.features[0]", all, c -> feature(c, 0).getCategoricalBuilder().setMaxValues(4)),
        reset("schema.features[0]", all, c -> feature(c, 0).getCategoricalBuilder().addValues("x")),
        reset("schema.features[1]", all, c -> feature(c, 1).getCyclicBuilder().clearDerivedFrom()),
        reset("schema.features", all, c -> c.getSchemaBuilder().removeFeatures(2)),
        reset("schema.crossed", all, c -> c.getSchemaBuilder().clearCrossed()),
        reset(
            "slots[1].context_slots",
            List.of("image"),
            c -> c.getSlotsBuilder(1).clearContextSlots()),
        reset(
            "slots[2].context_slots",
            List.of("offer"),
            c -> c.getSlotsBuilder(2).addContextSlots("image")),
        reset("slots", List.of(), CampaignUpdateTest::removeImage));
  }

  private static Arguments reset(
      String field, List<String> slots, Consumer<dev.bandolier.v1.Campaign.Builder> change) {
    return arguments(field, slots, change);
  }

  private static dev.bandolier.v1.FeatureSchema.Builder feature(
      dev.bandolier.v1.Campaign.Builder campaign, int feature) {
    return campaign.getSchemaBuilder().getFeaturesBuilder(feature);
  }

  private static void removeImage(dev.bandolier.v1.Campaign.Builder campaign) {
    campaign.removeSlots(1).getRewardRulesBuilder(1).clearSlots().addSlots("offer");
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("resetting")
  void aResettingChange_needsToBeAllowed(
      String field, List<String> slots, Consumer<dev.bandolier.v1.Campaign.Builder> change) {
    assertRefused(plan(change, false), Reason.RESET_NEEDED, field);
    assertThat(plan(change, true))
        .isInstanceOfSatisfying(
            Planned.class,
            planned -> assertThat(planned.resetSlots()).containsExactlyElementsOf(slots));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        change("name", c -> c.setName("campaigns/other")),
        change("slots[1]", CampaignUpdateTest::swapSlots),
        change(
            "slots[1]",
            c ->
                c.addSlots(0, Samples.slot("header", "h"))
                    .removeSlots(2)
                    .removeSlots(2)
                    .getRewardRulesBuilder(1)
                    .clearSlots()),
        change("slots[0].arms", c -> c.getSlotsBuilder(0).removeArms(1)),
        change("slots[0].arms[1].payload", c -> arm(c, 0, 1).setPayload("reworded")),
        change("slots[0].arms[3].state", c -> arm(c, 0, 3).setState(ArmState.ARM_STATE_ACTIVE)));
  }

  private static void swapSlots(dev.bandolier.v1.Campaign.Builder campaign) {
    var subject = campaign.getSlots(0);
    campaign.getSlotsBuilder(1).clearContextSlots();
    campaign.removeSlots(0).addSlots(1, subject);
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("refused")
  void aFixedField_isRefusedEvenWhereResetsAreAllowed(
      String field, Consumer<dev.bandolier.v1.Campaign.Builder> change) {
    assertRefused(plan(change, true), Reason.CHANGE_REFUSED, field);
  }

  @Test
  void aStaleEtag_isRefusedFirst() {
    assertThat(plan(c -> c.setEtag("0123").clearSlots(), true))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.ETAG_STALE));
  }

  @Test
  void anInvalidField_isNamed() {
    assertRefused(plan(c -> c.setFloor(2), true), Reason.FIELD_INVALID, "floor");
  }

  @Test
  void nothingNew_isNoChange() {
    assertThat(plan(c -> {}, false))
        .isInstanceOfSatisfying(Planned.class, planned -> assertThat(planned.changed()).isFalse());
    assertThat(
            CampaignUpdate.plan(current, Samples.mail().build(), false, List.of(), Limits.DEFAULT))
        .isInstanceOfSatisfying(Planned.class, planned -> assertThat(planned.changed()).isFalse());
  }

  @Test
  void aRetiredArmThatIsLeftOut_stays() {
    assertThat(plan(c -> c.getSlotsBuilder(0).removeArms(3), false))
        .isInstanceOfSatisfying(
            Planned.class,
            planned ->
                assertThat(planned.definition().getSlots(0).getArms(3).getId()).isEqualTo("old"));
  }

  @Test
  void aRetiredId_cannotBeGivenToAnotherArm() {
    assertRefused(
        plan(c -> c.getSlotsBuilder(0).setArms(3, Samples.arm("old").setPayload("new")), true),
        Reason.CHANGE_REFUSED,
        "slots[0].arms[3].state");
  }

  @Test
  void sameArms_mustBeArms() {
    List<String> arms = List.of("subject/s0", "subject/nobody", "nowhere/s0", "subject");

    assertThat(CampaignUpdate.checkSameArms(current, arms))
        .extracting(Violation::field)
        .containsExactly("same_arms[1]", "same_arms[2]", "same_arms[3]");
  }

  private static void assertRefused(Plan plan, Reason reason, String field) {
    assertThat(plan)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(reason);
              assertThat(refused.refusal().violations().get(0).field()).isEqualTo(field);
              assertThat(refused.refusal().message()).startsWith(field);
            });
  }
}

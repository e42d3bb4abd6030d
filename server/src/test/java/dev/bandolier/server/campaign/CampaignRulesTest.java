package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CampaignRulesTest {

  /** Any value of these is fine, or the server sets them. */
  private static final Set<String> CANNOT_BE_WRONG =
      Set.of(
          "every_zero_is_reported",
          "tokens",
          "etag",
          "revision",
          "create_time",
          "update_time",
          "reward_rules[].uses_value",
          "slots[].arms[].features[].flag",
          "slots[].arms[].features[].category",
          "schema.features[].boolean",
          "schema.features[].journal_only");

  @Test
  void aFullCampaign_isValid() {
    assertThat(CampaignRules.check(Samples.mail().build(), Limits.DEFAULT)).isEmpty();
  }

  @Test
  void aCampaignOfOneArm_isValid() {
    Campaign campaign =
        Campaign.newBuilder()
            .setName("tenants/a/campaigns/b")
            .addSlots(Samples.slot("s", "x"))
            .build();

    assertThat(CampaignRules.check(campaign, Limits.DEFAULT)).isEmpty();
  }

  @Test
  void aFilledCampaign_isValidStill() {
    Campaign filled = CampaignDefaults.fill(Samples.mail().build());

    assertThat(CampaignRules.check(filled, Limits.DEFAULT)).isEmpty();
    assertThat(CampaignDefaults.fill(filled)).isEqualTo(filled);
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("badFields")
  void aBadField_isNamedAlone(String field, Consumer<Campaign.Builder> spoil) {
    Campaign.Builder campaign = Samples.mail();
    spoil.accept(campaign);

    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT))
        .extracting(Violation::field)
        .containsExactly(field);
  }

  @Test
  void everyField_isSpoiledByOneOfTheseTests() {
    Set<String> spoiled =
        badFields()
            .map(arguments -> String.valueOf(arguments.get()[0]).replaceAll("\\[\\d+]", "[]"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(fields(Campaign.getDescriptor(), ""));
    missing.removeAll(CANNOT_BE_WRONG);
    missing.removeIf(field -> field.startsWith("history[]"));
    missing.removeIf(CampaignRulesTest::isLikeTheCampaigns);
    missing.removeIf(field -> spoiled.contains(field) || spoiled.contains(field + "[]"));

    assertThat(missing).isEmpty();
  }

  /** A candidate's schema goes by the rules of the campaign's. */
  private static boolean isLikeTheCampaigns(String field) {
    return field.startsWith("candidates[].schema.features[]")
        || field.startsWith("candidates[].schema.crossed[]");
  }

  @Test
  void tokens_needWhatATaughtDecisionCanKeep() {
    Campaign.Builder campaign =
        Samples.mail()
            .setTokens(true)
            .setAtClose(AtClose.AT_CLOSE_CENSOR)
            .setLearningMode(LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE);
    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT))
        .extracting(Violation::field)
        .contains("learning_mode", "at_close")
        .anyMatch(field -> field.endsWith(".requires"));
  }

  @Test
  void policies_thatScaleRewards_needTheirBounds() {
    for (PolicyType type :
        List.of(PolicyType.POLICY_TYPE_BETA_THOMPSON, PolicyType.POLICY_TYPE_UCB1)) {
      Campaign.Builder campaign = Samples.mail().clearRewardBounds();
      campaign.getPolicyBuilder().setType(type);
      assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT))
          .extracting(Violation::field)
          .containsExactly("reward_bounds");
    }
  }

  @Test
  void aFixedPolicy_needsADefaultArmInEverySlot() {
    Campaign.Builder campaign = Samples.mail();
    campaign.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_FIXED);
    campaign.getSlotsBuilder(0).clearDefaultArm();
    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT))
        .extracting(Violation::field)
        .contains("slots[0].default_arm");
  }

  @Test
  void anEpsilonAboveOne_isRefused() {
    Campaign.Builder campaign = Samples.mail();
    campaign.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_EPSILON_GREEDY).setExploration(1.1);
    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT))
        .extracting(Violation::field)
        .containsExactly("policy.exploration");
  }

  private static Set<String> fields(Descriptor type, String prefix) {
    Set<String> names = new TreeSet<>();
    for (FieldDescriptor field : type.getFields()) {
      String name = prefix + field.getName();
      boolean nested =
          field.getJavaType() == JavaType.MESSAGE
              && field.getMessageType().getFile().getPackage().equals("bandolier.v1")
              && !field.getMessageType().getFields().isEmpty();
      if (nested) {
        names.addAll(fields(field.getMessageType(), name + (field.isRepeated() ? "[]" : "") + "."));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  private static Arguments bad(String field, Consumer<Campaign.Builder> spoil) {
    return arguments(field, spoil);
  }

  static Stream<Arguments> badFields() {
    return Stream.of(badTop(), badCandidates(), badSlots(), badSchema(), badRules())
        .flatMap(List::stream);
  }

  private static List<Arguments> badTop() {
    Duration negative = Duration.newBuilder().setSeconds(-1).build();
    Duration huge = Duration.newBuilder().setSeconds(401 * 86_400L).build();
    return List.of(
        bad("name", c -> c.clearName()),
        bad("name", c -> c.setName("campaigns/Upper")),
        bad("name", c -> c.setName("campaigns/-a")),
        bad("name", c -> c.setName("campaigns/" + "a".repeat(64))),
        bad("name", c -> c.setName("tenants//campaigns/a")),
        bad("name", c -> c.setName("tenants/a/b/campaigns/a")),
        bad("display_name", c -> c.setDisplayName("é".repeat(101))),
        bad("mode", c -> c.setModeValue(99)),
        bad("outcome_durability", c -> c.setOutcomeDurabilityValue(99)),
        bad("policy.type", c -> c.getPolicyBuilder().setTypeValue(99)),
        bad("policy.exploration", c -> c.getPolicyBuilder().setExploration(-1)),
        bad("policy.exploration", c -> c.getPolicyBuilder().setExploration(Double.NaN)),
        bad("policy.prior_precision", c -> c.getPolicyBuilder().setPriorPrecision(0)),
        bad(
            "policy.prior_precision",
            c -> c.getPolicyBuilder().setPriorPrecision(Double.POSITIVE_INFINITY)),
        bad("floor", c -> c.setFloor(0)),
        bad("floor", c -> c.setFloor(1.01)),
        bad("floor", c -> c.setFloor(Double.NaN)),
        bad("reward_bounds.min", c -> c.getRewardBoundsBuilder().setMin(Double.NaN)),
        bad("reward_bounds.max", c -> c.getRewardBoundsBuilder().setMax(1e13)),
        bad("reward_bounds.max", c -> c.getRewardBoundsBuilder().setMin(0).setMax(0)),
        bad("default_reward", c -> c.setDefaultReward(Double.NaN)),
        bad("default_reward", c -> c.setDefaultReward(101)),
        bad("at_close", c -> c.setAtCloseValue(99)),
        bad("learning_mode", c -> c.setLearningModeValue(99)),
        bad("learning_mode", c -> c.setLearningMode(LearningMode.LEARNING_MODE_ON_REWARD)),
        bad("holdout.share", c -> c.getHoldoutBuilder().setShare(0.51)),
        bad("holdout.share", c -> c.getHoldoutBuilder().setShare(Double.NaN)),
        bad("holdout.arms", c -> c.getHoldoutBuilder().setArmsValue(99)),
        bad("holdout.arms", CampaignRulesTest::holdoutWithoutDefault),
        bad("mode", CampaignRulesTest::modeWithoutDefault),
        bad("grace", c -> c.setGrace(negative)),
        bad("grace", c -> c.setGrace(huge)),
        bad("grace", c -> c.setGrace(Duration.newBuilder().setSeconds(1).setNanos(-1))),
        bad("grace", c -> c.setGrace(Duration.newBuilder().setSeconds(Long.MIN_VALUE))),
        bad("remember", c -> c.setRemember(huge)),
        bad("feed_silence", c -> c.setFeedSilence(Duration.getDefaultInstance())),
        bad("tracked_share", c -> c.setTrackedShare(1.1)),
        bad("tracked_share", c -> c.setTrackedShare(Double.NaN)),
        bad("expected_rate", c -> c.setExpectedRate(-1)),
        bad("expected_rate", c -> c.setExpectedRate(Double.POSITIVE_INFINITY)),
        bad("repeat_period", c -> c.setRepeatPeriod(Duration.getDefaultInstance())),
        bad("repeat_period", c -> c.setRepeatPeriod(Duration.newBuilder().setSeconds(86_401))),
        bad("correction_window", c -> c.setCorrectionWindow(huge)),
        bad("feed_silence", c -> c.setFeedSilence(Duration.newBuilder().setSeconds(3600))),
        bad("snapshot_every", c -> c.setSnapshotEvery(Duration.newBuilder().setSeconds(59))),
        bad("snapshot_every", c -> c.setSnapshotEvery(huge)),
        bad("snapshots_kept", c -> c.setSnapshotsKept(-1)),
        bad("snapshots_kept", c -> c.setSnapshotsKept(1001)),
        bad("activation_window", c -> c.setActivationWindow(Duration.getDefaultInstance())),
        bad("activation_window", c -> c.setActivationWindow(huge)),
        bad("half_life", c -> c.setHalfLife(Duration.newBuilder().setSeconds(59))),
        bad("half_life", c -> c.setHalfLife(Duration.newBuilder().setSeconds(3651L * 86_400))),
        bad("half_life_decisions", c -> c.setHalfLifeDecisions(999)),
        bad("half_life_decisions", c -> c.setHalfLifeDecisions(Long.MAX_VALUE)),
        bad("half_life_decisions", CampaignRulesTest::tokensByDecisions),
        bad("half_life_decisions", CampaignRulesTest::twoHalfLives),
        bad("forget_on_change", CampaignRulesTest::tokensOnChange),
        bad("slots[0].arms[1].active_from", c -> arm(c).getActiveFromBuilder().setNanos(-1)),
        bad("slots[0].arms[1].active_until", c -> arm(c).getActiveUntilBuilder().setNanos(-1)),
        bad("slots[0].arms[1].active_until", CampaignRulesTest::endsBeforeItBegins),
        bad("slots[0].arms[1].tags[0]", c -> arm(c).addTags("")),
        bad("slots[0].arms[1].tags[1]", c -> arm(c).addTags("a").addTags("a")),
        bad("slots[0].arms[1].tags", CampaignRulesTest::manyTags),
        bad("reward_bounds", c -> logistic(c).getRewardBoundsBuilder().setMin(-1).setMax(1)),
        bad("policy.type", CampaignRulesTest::logisticTokens));
  }

  private static List<Arguments> badCandidates() {
    return List.of(
        bad("candidates", c -> IntStream.range(0, 5).forEach(i -> candidate(c, "c" + i))),
        bad("candidates[0].name", c -> candidate(c, "")),
        bad("candidates[1].name", c -> twice(c, "x")),
        bad(
            "candidates[0].policy.type",
            c -> candidate(c, "x").getPolicyBuilder().setTypeValue(99)),
        bad("candidates[0].policy.type", c -> logistic(candidate(c, "x"))),
        bad("candidates[0].policy.exploration", c -> exploring(candidate(c, "x"), -1)),
        bad("candidates[0].policy.prior_precision", c -> prior(candidate(c, "x"), 0)),
        bad("candidates[0].schema.features[0].name", c -> seeing(c, Samples.flag("nobody"))),
        bad("candidates[0].schema.features[0].name", c -> seeing(c, Samples.flag("device"))),
        bad("candidates[0].schema.features[0].numeric.max", c -> seeing(c, numeric(2, 1))),
        bad(
            "candidates[0].schema.features[0].journal_only",
            c -> seeing(c, Samples.flag("vip").toBuilder().setJournalOnly(true).build())),
        bad(
            "candidates[0].schema.crossed[0].second",
            c -> seeing(c, Samples.flag("vip")).addCrossed(Samples.pair("vip", "device"))),
        bad(
            "candidates[0].schema.time_zone",
            c -> seeing(c, Samples.flag("vip")).setTimeZone("Asia/Tokyo")),
        bad("candidates[0]", c -> prior(candidate(halved(c), "x"), 3)),
        bad(
            "schema.crossed[0].first",
            c -> c.getSchemaBuilder().getFeaturesBuilder(0).setJournalOnly(true)),
        bad("candidates[0].floor", c -> candidate(c, "x").setFloor(0)),
        bad("candidates", c -> candidate(c.clearRewardBounds(), "x")),
        bad("promotion.margin", c -> whole(c).getPromotionBuilder().setMargin(-1)),
        bad("promotion.margin", c -> whole(c).getPromotionBuilder().setMargin(Double.NaN)),
        bad("conclusion.margin", c -> whole(c).getConclusionBuilder().setMargin(Double.NaN)),
        bad("promotion", c -> c.getPromotionBuilder().setMargin(1)),
        bad("promotion", c -> unknowable(whole(c)).getPromotionBuilder().setMargin(1)),
        bad("promotion", c -> whole(c).setAtClose(AtClose.AT_CLOSE_CENSOR).getPromotionBuilder()),
        bad("conclusion", c -> c.getConclusionBuilder().setMargin(1)),
        bad("conclusion", c -> whole(c).clearRewardBounds().getConclusionBuilder()));
  }

  private static ContextSchema.Builder seeing(Campaign.Builder campaign, FeatureSchema feature) {
    return candidate(campaign, "x").getSchemaBuilder().addFeatures(feature);
  }

  private static FeatureSchema numeric(double min, double max) {
    return Samples.numeric("age", min, max);
  }

  private static Campaign.Builder halved(Campaign.Builder campaign) {
    return campaign.setHalfLife(Duration.newBuilder().setSeconds(86_400));
  }

  private static Candidate.Builder candidate(Campaign.Builder campaign, String name) {
    return campaign.addCandidatesBuilder().setName(name);
  }

  /** Without requirements. */
  private static Campaign.Builder whole(Campaign.Builder campaign) {
    campaign.getRewardRulesBuilderList().forEach(rule -> rule.clearRequires().clearMachine());
    return campaign;
  }

  private static Campaign.Builder unknowable(Campaign.Builder campaign) {
    campaign.getRewardRulesBuilder(0).setMachine(MachineEffect.MACHINE_EFFECT_UNKNOWABLE);
    return campaign;
  }

  private static void twice(Campaign.Builder campaign, String name) {
    candidate(campaign, name);
    candidate(campaign, name);
  }

  private static void logistic(Candidate.Builder candidate) {
    candidate.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON);
    candidate.setFloor(0.5);
  }

  private static void exploring(Candidate.Builder candidate, double exploration) {
    candidate.getPolicyBuilder().setExploration(exploration);
  }

  private static void prior(Candidate.Builder candidate, double precision) {
    candidate.getPolicyBuilder().setPriorPrecision(precision);
  }

  @Test
  void candidates_ofOtherSettingsForTheSamePosteriors_areValid() {
    Campaign.Builder campaign = Samples.mail();
    for (PolicyType type : List.of(PolicyType.POLICY_TYPE_LIN_UCB, PolicyType.POLICY_TYPE_FIXED)) {
      candidate(campaign, type.name().toLowerCase(java.util.Locale.ROOT))
          .getPolicyBuilder()
          .setType(type);
    }
    exploring(candidate(campaign, "wider"), 2);
    candidate(campaign, "bolder").setFloor(0.1).getPolicyBuilder().setPriorPrecision(2);
    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT)).isEmpty();
  }

  private static void manyTags(Campaign.Builder campaign) {
    IntStream.range(0, 33).forEach(i -> arm(campaign).addTags("t" + i));
  }

  private static void endsBeforeItBegins(Campaign.Builder campaign) {
    arm(campaign).getActiveFromBuilder().setSeconds(2);
    arm(campaign).getActiveUntilBuilder().setSeconds(2);
  }

  private static Campaign.Builder logistic(Campaign.Builder campaign) {
    campaign.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON);
    return campaign.setDefaultReward(0);
  }

  private static void logisticTokens(Campaign.Builder campaign) {
    campaign.getRewardRulesBuilderList().forEach(rule -> rule.clearRequires());
    logistic(campaign).setTokens(true).getRewardBoundsBuilder().setMin(0).setMax(1);
  }

  private static void tokensByDecisions(Campaign.Builder campaign) {
    campaign.getRewardRulesBuilderList().forEach(rule -> rule.clearRequires());
    campaign.setTokens(true).setHalfLifeDecisions(1000);
  }

  private static void tokensOnChange(Campaign.Builder campaign) {
    campaign.getRewardRulesBuilderList().forEach(rule -> rule.clearRequires());
    campaign.setTokens(true).setForgetOnChange(true);
  }

  private static void twoHalfLives(Campaign.Builder campaign) {
    campaign.setHalfLife(Duration.newBuilder().setSeconds(60)).setHalfLifeDecisions(1000);
  }

  private static void holdoutWithoutDefault(Campaign.Builder campaign) {
    campaign.getSlotsBuilder(1).clearDefaultArm();
    campaign.getHoldoutBuilder().setArms(HoldoutArms.HOLDOUT_ARMS_DEFAULT_ARM);
  }

  private static void modeWithoutDefault(Campaign.Builder campaign) {
    campaign.getSlotsBuilder(1).clearDefaultArm();
    campaign.setMode(ServingMode.SERVING_MODE_DEFAULT_ARM);
  }

  private static List<Arguments> badSlots() {
    Feature nameless = Samples.number("", 1);
    return List.of(
        bad("slots", c -> addSlots(c, 14)),
        bad("slots[0].name", c -> c.addSlots(0, Samples.slot("Upper", "a"))),
        bad("slots[3].name", c -> c.addSlots(Samples.slot("image", "a"))),
        bad("slots[3].arms", c -> c.addSlots(Samples.slot("empty"))),
        bad("slots[0].default_arm", c -> c.getSlotsBuilder(0).setDefaultArm("nobody")),
        bad("slots[0].default_arm", c -> c.getSlotsBuilder(0).getArmsBuilder(0).setStateValue(3)),
        bad("slots[1].context_slots[1]", c -> c.getSlotsBuilder(1).addContextSlots("offer")),
        bad("slots[1].context_slots[1]", c -> c.getSlotsBuilder(1).addContextSlots("subject")),
        bad("slots[0].arms[3].id", c -> c.getSlotsBuilder(0).addArms(Samples.arm(""))),
        bad("slots[0].arms[3].id", c -> c.getSlotsBuilder(0).addArms(Samples.arm("a\n"))),
        bad("slots[0].arms[3].id", c -> c.getSlotsBuilder(0).addArms(Samples.arm("s0"))),
        bad("slots[0].arms[3].id", c -> c.getSlotsBuilder(0).addArms(Samples.arm("a".repeat(65)))),
        bad("slots[0].arms[1].payload", c -> arm(c).setPayload("a".repeat(16_385))),
        bad("slots[0].arms[1].state", c -> arm(c).setStateValue(99)),
        bad("slots[0].arms[1].features", c -> addFeatures(c, 65)),
        bad("slots[0].arms[1].features[0].name", c -> arm(c).addFeatures(nameless)),
        bad("slots[0].arms[1].features[1].name", CampaignRulesTest::repeatFeature),
        bad("slots[0].arms[1].features[0]", c -> arm(c).addFeatures(Samples.category("f", "x"))),
        bad("slots[0].arms[1].features[0].number", c -> arm(c).addFeatures(infinite())));
  }

  private static Feature infinite() {
    return Samples.number("f", Double.POSITIVE_INFINITY);
  }

  private static dev.bandolier.v1.Arm.Builder arm(Campaign.Builder campaign) {
    return campaign.getSlotsBuilder(0).getArmsBuilder(1);
  }

  private static void addSlots(Campaign.Builder campaign, int count) {
    for (int i = 0; i < count; i++) {
      campaign.addSlots(Samples.slot("more" + i, "a"));
    }
  }

  private static void addFeatures(Campaign.Builder campaign, int count) {
    for (int i = 0; i < count; i++) {
      arm(campaign).addFeatures(Samples.number("f" + i, i));
    }
  }

  private static void repeatFeature(Campaign.Builder campaign) {
    arm(campaign).addFeatures(Samples.number("f", 1)).addFeatures(Samples.flag("f", true));
  }

  private static Consumer<Campaign.Builder> feature(FeatureSchema feature) {
    return campaign -> campaign.getSchemaBuilder().addFeatures(feature);
  }

  private static Consumer<Campaign.Builder> crossed(String first, String second) {
    return campaign -> campaign.getSchemaBuilder().addCrossed(Samples.pair(first, second));
  }

  private static FeatureSchema cyclic(double period, int harmonics, int from) {
    FeatureSchema.Builder feature = FeatureSchema.newBuilder().setName("x");
    feature.getCyclicBuilder().setPeriod(period).setHarmonics(harmonics).setDerivedFromValue(from);
    return feature.build();
  }

  private static List<Arguments> badSchema() {
    String x = "schema.features[4]";
    return List.of(
        bad(x + ".name", feature(Samples.flag("1st"))),
        bad(x + ".name", feature(Samples.flag("age"))),
        bad(x, feature(FeatureSchema.newBuilder().setName("x").build())),
        bad(x + ".categorical.max_values", feature(Samples.categorical("x", 257))),
        bad(x + ".categorical.max_values", feature(Samples.categorical("x", -1))),
        bad(x + ".categorical.values", feature(Samples.categorical("x", 1, "a", "b"))),
        bad(x + ".categorical.values[1]", feature(Samples.categorical("x", 3, "a", "a"))),
        bad(x + ".categorical.values[0]", feature(Samples.categorical("x", 3, "a".repeat(257)))),
        bad(x + ".cyclic.period", feature(cyclic(1.5, 0, 0))),
        bad(x + ".cyclic.period", feature(cyclic(Double.NaN, 0, 0))),
        bad(x + ".cyclic.period", feature(cyclic(12, 0, 1))),
        bad(x + ".cyclic.period", feature(cyclic(24, 0, 2))),
        bad(x + ".cyclic.harmonics", feature(cyclic(100, 9, 0))),
        bad(x + ".cyclic.derived_from", feature(cyclic(24, 0, 99))),
        bad(x + ".numeric.min", feature(Samples.numeric("x", Double.NaN, 0))),
        bad(x + ".numeric.max", feature(Samples.numeric("x", 1, 1))),
        bad(x + ".numeric.max", feature(Samples.numeric("x", -1e308, 1e308))),
        bad("schema.crossed[1].first", crossed("nobody", "vip")),
        bad("schema.crossed[1].first", crossed("age", "vip")),
        bad("schema.crossed[1].second", crossed("vip", "nobody")),
        bad("schema.crossed[1].second", crossed("vip", "vip")),
        bad("schema.crossed[1]", crossed("vip", "device")),
        bad("schema.time_zone", c -> c.getSchemaBuilder().setTimeZone("Europe/Atlantis")),
        bad("schema.time_zone", c -> c.getSchemaBuilder().setTimeZone("+02:00")),
        bad("schema", feature(Samples.categorical("x", 256)).andThen(crossed("x", "device"))));
  }

  private static dev.bandolier.v1.RewardRule.Builder rule(Campaign.Builder campaign, int rule) {
    return campaign.getRewardRulesBuilder(rule);
  }

  private static List<Arguments> badRules() {
    Duration long401 = Duration.newBuilder().setSeconds(401 * 86_400L).build();
    return List.of(
        bad("reward_rules[4].outcome", c -> c.addRewardRules(Samples.rule("Upper", 1, 1))),
        bad("reward_rules[4].outcome", c -> c.addRewardRules(Samples.rule("open", 1, 1))),
        bad("reward_rules[0].reward", c -> rule(c, 0).setReward(Double.NaN)),
        bad("reward_rules[0].reward", c -> rule(c, 0).setReward(-1e13)),
        bad("reward_rules[0].value_range", c -> rule(c, 0).setUsesValue(true)),
        bad("reward_rules[0].value_range", c -> rule(c, 0).setValueRange(Samples.bounds(0, 1))),
        bad("reward_rules[2].value_range.min", c -> range(c).setMin(Double.NaN)),
        bad("reward_rules[2].value_range.max", c -> range(c).setMin(1).setMax(1)),
        bad("reward_rules[2].value_range", c -> rule(c, 2).setReward(1e10)),
        bad("reward_rules[0].slots[1]", c -> rule(c, 0).addSlots("nobody")),
        bad("reward_rules[0].slots[1]", c -> rule(c, 0).addSlots("subject")),
        bad("reward_rules[0].window", c -> rule(c, 0).clearWindow()),
        bad("reward_rules[0].window", c -> rule(c, 0).setWindow(long401)),
        bad("reward_rules[0].aggregation", c -> rule(c, 0).setAggregationValue(99)),
        bad("reward_rules[0].machine", c -> rule(c, 0).setMachineValue(99)),
        bad("reward_rules[0].requires[0]", c -> rule(c, 0).addRequires("nobody")),
        bad("reward_rules[0].requires[0]", c -> rule(c, 0).addRequires("open")),
        bad("reward_rules[1].requires[1]", c -> rule(c, 1).addRequires("open")));
  }

  private static dev.bandolier.v1.RewardBounds.Builder range(Campaign.Builder campaign) {
    return rule(campaign, 2).getValueRangeBuilder();
  }

  @Test
  void aSlotWithTooMuchContext_isNamed() {
    Limits narrow = Limits.DEFAULT.withMaxDimension(50);

    assertThat(CampaignRules.check(Samples.mail().build(), narrow))
        .extracting(Violation::field)
        .containsExactly("slots[1].context_slots", "slots[2].context_slots");
  }

  @Test
  void tooManyArmsOrRules_areNamed() {
    Limits narrow = new Limits(1, 512, 2, 3, 1 << 20);

    assertThat(CampaignRules.check(Samples.mail().build(), narrow))
        .extracting(Violation::field)
        .containsExactly("slots[0].arms", "reward_rules");
  }

  @Test
  void aLargeDefinition_isRefused() {
    Limits narrow = new Limits(1, 512, 10, 64, 100);

    assertThat(CampaignRules.check(Samples.mail().build(), narrow))
        .extracting(Violation::field)
        .containsExactly("slots");
  }

  @Test
  void violations_areBounded() {
    Campaign.Builder campaign = Samples.mail();
    for (int i = 0; i < 5000; i++) {
      campaign.getSlotsBuilder(0).addArms(Samples.arm("?"));
    }

    assertThat(CampaignRules.check(campaign.build(), Limits.DEFAULT)).hasSize(100);
  }

  @Test
  void limits_mustBePositive() {
    assertThat(Limits.DEFAULT.maxDimension()).isEqualTo(512);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Limits.DEFAULT.withMaxDimension(0))
        .hasMessageContaining("maxDimension");
  }
}

package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CategoricalFeature;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CrossedPair;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.Holdout;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.NumericFeature;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.util.List;

/** Campaigns that tests start from. */
public final class Samples {

  /** The time of every creation. */
  public static final long TIME = 1_700_000_000_000L;

  private Samples() {}

  /** An e-mail campaign that sets nearly every field. */
  public static Campaign.Builder mail() {
    return Campaign.newBuilder()
        .setName("campaigns/spring-mail")
        .setDisplayName("Spring mail")
        .addSlots(slot("subject", "s0", "s1", "s2").setDefaultArm("s0"))
        .addSlots(slot("image", "i0", "i1").setDefaultArm("i0").addContextSlots("subject"))
        .addSlots(slot("offer", "o0", "o1").setDefaultArm("o0").addContextSlots("subject"))
        .setSchema(schema())
        .setPolicy(Policy.newBuilder().setExploration(0.5).setPriorPrecision(2))
        .addRewardRules(rule("open", 1, 2).addSlots("subject").setMachine(unknowable()))
        .addRewardRules(rule("click", 1, 2).addSlots("image").addSlots("offer").addRequires("open"))
        .addRewardRules(purchase())
        .addRewardRules(rule("unsubscribe", -5, 30))
        .setRewardBounds(bounds(-10, 100))
        .setHoldout(Holdout.newBuilder().setShare(0.1))
        .setFloor(0.01)
        .setGrace(Duration.newBuilder().setSeconds(60));
  }

  private static ContextSchema.Builder schema() {
    return ContextSchema.newBuilder()
        .addFeatures(categorical("device", 3))
        .addFeatures(cyclic("hour", 24, DerivedFrom.DERIVED_FROM_HOUR_OF_DAY))
        .addFeatures(numeric("age", 0, 100))
        .addFeatures(flag("vip"))
        .addCrossed(pair("device", "vip"))
        .setTimeZone("Europe/Berlin");
  }

  private static RewardRule.Builder purchase() {
    return rule("purchase", 0.1, 7)
        .setUsesValue(true)
        .setValueRange(bounds(0, 500))
        .setAggregation(Aggregation.AGGREGATION_SUM);
  }

  private static MachineEffect unknowable() {
    return MachineEffect.MACHINE_EFFECT_UNKNOWABLE;
  }

  /** A slot with active arms. */
  public static Slot.Builder slot(String name, String... arms) {
    Slot.Builder slot = Slot.newBuilder().setName(name);
    for (String arm : arms) {
      slot.addArms(arm(arm));
    }
    return slot;
  }

  /** An arm whose payload is its id in capitals. */
  public static Arm.Builder arm(String id) {
    return Arm.newBuilder().setId(id).setPayload(id.toUpperCase(java.util.Locale.ROOT));
  }

  /** A rule with a window of so many days. */
  public static RewardRule.Builder rule(String outcome, double reward, int days) {
    return RewardRule.newBuilder()
        .setOutcome(outcome)
        .setReward(reward)
        .setWindow(Duration.newBuilder().setSeconds(days * 86_400L));
  }

  /** An interval. */
  public static RewardBounds bounds(double min, double max) {
    return RewardBounds.newBuilder().setMin(min).setMax(max).build();
  }

  /** A categorical feature with values known from the start. */
  public static FeatureSchema categorical(String name, int max, String... values) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setCategorical(
            CategoricalFeature.newBuilder().setMaxValues(max).addAllValues(List.of(values)))
        .build();
  }

  /** A cyclic feature. */
  public static FeatureSchema cyclic(String name, double period, DerivedFrom from) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setCyclic(CyclicFeature.newBuilder().setPeriod(period).setDerivedFrom(from))
        .build();
  }

  /** A numeric feature. */
  public static FeatureSchema numeric(String name, double min, double max) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setNumeric(NumericFeature.newBuilder().setMin(min).setMax(max))
        .build();
  }

  /** A boolean feature. */
  public static FeatureSchema flag(String name) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setBoolean(dev.bandolier.v1.BooleanFeature.getDefaultInstance())
        .build();
  }

  /** A crossed pair. */
  public static CrossedPair pair(String first, String second) {
    return CrossedPair.newBuilder().setFirst(first).setSecond(second).build();
  }

  /** A category in a context. */
  public static Feature category(String name, String value) {
    return Feature.newBuilder().setName(name).setCategory(value).build();
  }

  /** A number in a context. */
  public static Feature number(String name, double value) {
    return Feature.newBuilder().setName(name).setNumber(value).build();
  }

  /** A flag in a context. */
  public static Feature flag(String name, boolean value) {
    return Feature.newBuilder().setName(name).setFlag(value).build();
  }

  /** A new campaign, compiled. */
  public static dev.bandolier.server.campaign.Campaign created(Campaign.Builder definition) {
    return dev.bandolier.server.campaign.Campaign.compile(
        new CampaignChanged(Change.CREATED, 7, 1, 11, 13, List.of(), definition.build()),
        TIME,
        null);
  }

  /** The next revision, compiled. */
  public static dev.bandolier.server.campaign.Campaign updated(
      dev.bandolier.server.campaign.Campaign previous, Campaign.Builder definition) {
    return dev.bandolier.server.campaign.Campaign.compile(
        new CampaignChanged(
            Change.UPDATED,
            previous.uid(),
            previous.revision() + 1,
            previous.saltHi(),
            previous.saltLo(),
            List.of(),
            definition.build()),
        TIME + previous.revision(),
        previous);
  }
}

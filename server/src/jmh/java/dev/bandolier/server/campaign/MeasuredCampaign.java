package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.CategoricalFeature;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What benchmarks measure with: a campaign of one slot with K arms and the features device (4 values),
 * hour, and segment (as many as make the dimension d), all else at its default. Its contexts have four
 * non-zeros, the intercept included.
 */
public final class MeasuredCampaign {

  private static final int DEVICES = 4;
  private static final int HOURS = 24;
  private static final int OTHERS = 3;

  private MeasuredCampaign() {}

  /**
   * The campaign.
   *
   * @param number tells it from others
   * @param arms K
   * @param dimension d, above 32
   */
  public static Campaign of(int number, int arms, int dimension) {
    return of(number, arms, dimension, PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
  }

  /**
   * The campaign, with another policy. Of one that shares between arms, each arm has two features.
   *
   * @param policy any
   */
  public static Campaign of(int number, int arms, int dimension, PolicyType policy) {
    dev.bandolier.v1.Campaign definition =
        dev.bandolier.v1.Campaign.newBuilder()
            .setName(name(number))
            .setPolicy(Policy.newBuilder().setType(policy))
            .setRewardBounds(RewardBounds.newBuilder().setMax(1))
            .addSlots(slot(arms, policy == PolicyType.POLICY_TYPE_HYBRID_THOMPSON))
            .setSchema(schema(segments(dimension)))
            .addRewardRules(
                RewardRule.newBuilder()
                    .setOutcome("click")
                    .setReward(1)
                    .setWindow(Duration.newBuilder().setSeconds(3600)))
            .build();
    return Campaign.compile(
        new CampaignChanged(
            CampaignChanged.Change.CREATED, number + 1, 1, 11, 13, List.of(), definition),
        1000,
        null);
  }

  /** The name of the campaign of that number. */
  public static String name(int number) {
    return "campaigns/measured-" + number;
  }

  /** A context of a campaign of that dimension, whose values all have an index of their own. */
  public static Context context(int dimension, RandomGenerator random) {
    return Context.newBuilder()
        .addFeatures(feature("device").setCategory("d" + random.nextInt(DEVICES)))
        .addFeatures(feature("hour").setNumber(random.nextInt(HOURS)))
        .addFeatures(
            feature("segment").setCategory("segment-" + random.nextInt(segments(dimension))))
        .build();
  }

  private static int segments(int dimension) {
    return dimension - HOURS - DEVICES - OTHERS;
  }

  private static Slot slot(int arms, boolean sharing) {
    Slot.Builder slot = Slot.newBuilder().setName("image").setDefaultArm("arm-0");
    for (int i = 0; i < arms; i++) {
      Arm.Builder arm = slot.addArmsBuilder().setId("arm-" + i).setState(ArmState.ARM_STATE_ACTIVE);
      if (sharing) {
        arm.addFeatures(feature("even").setFlag(i % 2 == 0));
        arm.addFeatures(feature("price").setNumber((double) i / arms));
      }
    }
    return slot.build();
  }

  private static ContextSchema schema(int segments) {
    CategoricalFeature.Builder segment = CategoricalFeature.newBuilder().setMaxValues(segments);
    for (int i = 0; i < segments; i++) {
      segment.addValues("segment-" + i);
    }
    CategoricalFeature.Builder device = CategoricalFeature.newBuilder().setMaxValues(DEVICES);
    for (int i = 0; i < DEVICES; i++) {
      device.addValues("d" + i);
    }
    return ContextSchema.newBuilder()
        .addFeatures(FeatureSchema.newBuilder().setName("device").setCategorical(device))
        .addFeatures(
            FeatureSchema.newBuilder()
                .setName("hour")
                .setCyclic(CyclicFeature.newBuilder().setPeriod(HOURS)))
        .addFeatures(FeatureSchema.newBuilder().setName("segment").setCategorical(segment))
        .build();
  }

  private static Feature.Builder feature(String name) {
    return Feature.newBuilder().setName(name);
  }
}

package dev.bandolier.server.decide;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.CategoricalFeature;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.NumericFeature;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.util.List;
import java.util.stream.Stream;

/** A campaign to test with: a subject out of four, an image out of two, a device and an age. */
public final class Definitions {

  /** The campaign's name. */
  public static final String NAME = "campaigns/spring";

  private Definitions() {}

  /** The campaign. */
  public static dev.bandolier.v1.Campaign mail() {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName(NAME)
        .addSlots(slot("subject", "s1", "s2", "s3", "s4").toBuilder().setDefaultArm("s2"))
        .addSlots(slot("image", "i1", "i2").toBuilder().addContextSlots("subject"))
        .setSchema(
            ContextSchema.newBuilder()
                .addFeatures(
                    FeatureSchema.newBuilder()
                        .setName("device")
                        .setCategorical(CategoricalFeature.newBuilder().setMaxValues(4)))
                .addFeatures(
                    FeatureSchema.newBuilder()
                        .setName("age")
                        .setNumeric(NumericFeature.newBuilder().setMin(0).setMax(100))))
        .addRewardRules(
            RewardRule.newBuilder()
                .setOutcome("click")
                .setReward(1)
                .setWindow(Duration.newBuilder().setSeconds(3600)))
        .build();
  }

  /** A slot with arms whose payloads are their ids in brackets. */
  public static Slot slot(String name, String... arms) {
    List<Arm> made =
        Stream.of(arms)
            .map(id -> Arm.newBuilder().setId(id).setPayload("<" + id + ">").build())
            .toList();
    return Slot.newBuilder().setName(name).addAllArms(made).build();
  }

  /** The campaign as its creation made it. */
  public static Campaign compiled(dev.bandolier.v1.Campaign definition) {
    return Campaign.compile(
        new CampaignChanged(Change.CREATED, 7, 1, 11, 13, List.of(), definition), 1000, null);
  }
}

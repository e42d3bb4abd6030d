package dev.bandolier.client;

import dev.bandolier.v1.Arm;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.FateCount;
import dev.bandolier.v1.GetStatisticsResponse;
import dev.bandolier.v1.LabelStatistics;
import dev.bandolier.v1.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between campaigns, their statistics, and the messages. */
final class CampaignWire {
  private static final Names<ServingMode> MODES =
      new Names<>(ServingMode.class, "SERVING_MODE_", ServingMode.OTHER);
  private static final Names<ArmState> STATES =
      new Names<>(ArmState.class, "ARM_STATE_", ArmState.OTHER);

  private CampaignWire() {}

  static CampaignInfo info(Campaign wire) {
    return new CampaignInfo(
        wire.getName(),
        wire.getDisplayName(),
        MODES.of(wire.getMode()),
        wire.getSlotsList().stream().map(CampaignWire::slot).toList(),
        wire.getEtag(),
        wire.getRevision(),
        Times.instant(wire.getCreateTime()),
        Times.instant(wire.getUpdateTime()),
        CampaignText.json(wire));
  }

  private static SlotInfo slot(Slot wire) {
    String defaultArm = wire.getDefaultArm();
    return new SlotInfo(
        wire.getName(),
        wire.getArmsList().stream().map(CampaignWire::arm).toList(),
        defaultArm.isEmpty() ? null : defaultArm);
  }

  private static ArmInfo arm(Arm wire) {
    return new ArmInfo(
        wire.getId(),
        wire.getPayload(),
        wire.getFeaturesList().stream().map(CampaignWire::feature).toList(),
        state(wire.getState()));
  }

  private static ArmState state(dev.bandolier.v1.ArmState wire) {
    return wire == dev.bandolier.v1.ArmState.ARM_STATE_UNSPECIFIED
        ? ArmState.ACTIVE
        : STATES.of(wire);
  }

  private static Feature feature(dev.bandolier.v1.Feature wire) {
    return switch (wire.getValueCase()) {
      case CATEGORY -> new Feature.Category(wire.getName(), wire.getCategory());
      case FLAG -> new Feature.Flag(wire.getName(), wire.getFlag());
      case NUMBER, VALUE_NOT_SET -> new Feature.Numeric(wire.getName(), wire.getNumber());
    };
  }

  static Arm arm(ArmInfo arm) {
    return Arm.newBuilder()
        .setId(arm.id())
        .setPayload(arm.payload())
        .addAllFeatures(arm.features().stream().map(DecisionWire::feature).toList())
        .setState(state(arm.state()))
        .build();
  }

  private static dev.bandolier.v1.ArmState state(ArmState state) {
    return switch (state) {
      case ACTIVE -> dev.bandolier.v1.ArmState.ARM_STATE_ACTIVE;
      case PAUSED -> dev.bandolier.v1.ArmState.ARM_STATE_PAUSED;
      case RETIRED -> dev.bandolier.v1.ArmState.ARM_STATE_RETIRED;
      case OTHER -> throw new IllegalArgumentException("OTHER is no state to put an arm into");
    };
  }

  static dev.bandolier.v1.ServingMode mode(ServingMode mode) {
    return switch (mode) {
      case ONLINE -> dev.bandolier.v1.ServingMode.SERVING_MODE_ONLINE;
      case FROZEN -> dev.bandolier.v1.ServingMode.SERVING_MODE_FROZEN;
      case UNIFORM -> dev.bandolier.v1.ServingMode.SERVING_MODE_UNIFORM;
      case DEFAULT_ARM -> dev.bandolier.v1.ServingMode.SERVING_MODE_DEFAULT_ARM;
      case SHADOW -> dev.bandolier.v1.ServingMode.SERVING_MODE_SHADOW;
      case OTHER -> throw new IllegalArgumentException("OTHER is no mode to switch to");
    };
  }

  static CampaignStatistics statistics(GetStatisticsResponse wire) {
    Map<String, List<SlotStatistics>> labels = new LinkedHashMap<>();
    for (LabelStatistics each : wire.getLabelsList()) {
      labels.put(each.getLabel(), slots(each.getSlotsList()));
    }
    Map<String, Long> fates = new LinkedHashMap<>();
    for (FateCount each : wire.getFatesList()) {
      fates.put(each.getFate(), each.getCount());
    }
    return new CampaignStatistics(
        wire.getPosition(),
        Times.instant(wire.getTime()),
        slots(wire.getSlotsList()),
        labels,
        wire.getOpenDecisions(),
        fates);
  }

  private static List<SlotStatistics> slots(List<dev.bandolier.v1.SlotStatistics> wire) {
    return wire.stream()
        .map(
            slot ->
                new SlotStatistics(
                    slot.getSlot(), arms(slot.getArmsList()), arms(slot.getHoldoutArmsList())))
        .toList();
  }

  private static List<ArmStatistics> arms(List<dev.bandolier.v1.ArmStatistics> wire) {
    return wire.stream().map(CampaignWire::arm).toList();
  }

  private static ArmStatistics arm(dev.bandolier.v1.ArmStatistics wire) {
    return new ArmStatistics(
        wire.getArm(),
        wire.getDecisions(),
        wire.getClosed(),
        wire.getRewarded(),
        wire.getRewardSum(),
        wire.getRewardMean(),
        wire.getShare(),
        wire.getCensored(),
        wire.getClipped());
  }
}

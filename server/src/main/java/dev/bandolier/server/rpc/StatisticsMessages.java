package dev.bandolier.server.rpc;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.server.statistics.FeedState;
import dev.bandolier.server.statistics.LabelStatistics;
import dev.bandolier.server.statistics.SlotChanges;
import dev.bandolier.server.statistics.SlotStatistics;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FateCount;
import dev.bandolier.v1.GetStatisticsResponse;
import java.util.ArrayList;
import java.util.List;

/** Says statistics on the wire; uids become names, and what the campaign no longer has is left out. */
final class StatisticsMessages {

  private static final String FATE_PREFIX = "FATE_";

  private StatisticsMessages() {}

  static GetStatisticsResponse message(Campaign campaign, CampaignStatistics statistics) {
    GetStatisticsResponse.Builder message =
        GetStatisticsResponse.newBuilder()
            .setPosition(statistics.position())
            .setTime(Timestamps.fromMillis(statistics.time()))
            .setOpenDecisions(statistics.openDecisions())
            .setUntrackedDecisions(statistics.untracked())
            .addAllSlots(slots(campaign, statistics.slots(), statistics.changes()));
    for (LabelStatistics label : statistics.labels()) {
      message.addLabels(
          dev.bandolier.v1.LabelStatistics.newBuilder()
              .setLabel(label.label())
              .addAllSlots(slots(campaign, label.slots(), List.of())));
    }
    for (Fate fate : Fate.values()) {
      addFate(message, fate, statistics.fates().getOrDefault(fate, 0L));
    }
    addFeed(message, statistics.feed());
    return message.build();
  }

  private static void addFeed(GetStatisticsResponse.Builder message, FeedState feed) {
    message
        .setExpiryHeld(feed.expiryHeld())
        .setClosingTime(Timestamps.fromMillis(feed.closingTime()));
    if (feed.newestOutcome() != 0) {
      message.setNewestOutcomeTime(Timestamps.fromMillis(feed.newestOutcome()));
    }
  }

  private static void addFate(GetStatisticsResponse.Builder message, Fate fate, long count) {
    if (count > 0) {
      String name = fate.name().substring(FATE_PREFIX.length());
      message.addFates(FateCount.newBuilder().setFate(name).setCount(count));
    }
  }

  private static List<dev.bandolier.v1.SlotStatistics> slots(
      Campaign campaign, List<SlotStatistics> slots, List<SlotChanges> changes) {
    List<dev.bandolier.v1.SlotStatistics> messages = new ArrayList<>();
    for (SlotStatistics statistics : slots) {
      Slot slot = campaign.slotByUid(statistics.slot());
      if (slot != null) {
        messages.add(slot(slot, statistics, changes));
      }
    }
    return messages;
  }

  private static dev.bandolier.v1.SlotStatistics slot(
      Slot slot, SlotStatistics statistics, List<SlotChanges> changes) {
    dev.bandolier.v1.SlotStatistics.Builder message =
        dev.bandolier.v1.SlotStatistics.newBuilder()
            .setSlot(slot.name())
            .addAllArms(arms(slot, statistics.arms()))
            .addAllHoldoutArms(arms(slot, statistics.holdoutArms()));
    for (SlotChanges found : changes) {
      if (found.slot() == slot.uid() && found.count() > 0) {
        message
            .setChanges(found.count())
            .setLatestChangeTime(Timestamps.fromMillis(found.latest()));
      }
    }
    return message.build();
  }

  private static List<dev.bandolier.v1.ArmStatistics> arms(Slot slot, List<ArmStatistics> arms) {
    List<dev.bandolier.v1.ArmStatistics> messages = new ArrayList<>();
    for (ArmStatistics statistics : arms) {
      Arm arm = slot.armByUid(statistics.arm());
      if (arm != null) {
        messages.add(arm(arm, statistics));
      }
    }
    return messages;
  }

  private static dev.bandolier.v1.ArmStatistics arm(Arm arm, ArmStatistics statistics) {
    return dev.bandolier.v1.ArmStatistics.newBuilder()
        .setArm(arm.id())
        .setDecisions(statistics.decisions())
        .setClosed(statistics.closed())
        .setRewarded(statistics.rewarded())
        .setRewardSum(statistics.rewardSum())
        .setRewardMean(statistics.rewardMean())
        .setShare(statistics.share())
        .setCensored(statistics.censored())
        .setClipped(statistics.clipped())
        .build();
  }
}

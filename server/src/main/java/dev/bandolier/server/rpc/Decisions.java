package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.statistics.Settlements;
import dev.bandolier.server.statistics.SlotSettlement;
import dev.bandolier.v1.GetDecisionResponse;
import dev.bandolier.v1.Settlement;
import org.jspecify.annotations.Nullable;

/** Describes decisions that were made. */
final class Decisions {

  private Decisions() {}

  /** A decision and what has become of it; slots that the campaign no longer has are left out. */
  static GetDecisionResponse described(
      Decided decided, @Nullable Campaign campaign, Settlements settlements) {
    GetDecisionResponse.Builder answer =
        GetDecisionResponse.newBuilder().setDecision(decided.response());
    if (campaign != null) {
      for (SlotSettlement settlement :
          settlements.of(decided.campaign(), decided.keyHi(), decided.keyLo())) {
        Slot slot = campaign.slotByUid(settlement.slot());
        if (slot != null) {
          answer.addSettlements(message(settlement, slot));
        }
      }
    }
    return answer.build();
  }

  private static Settlement message(SlotSettlement settlement, Slot slot) {
    return Settlement.newBuilder()
        .setSlot(slot.name())
        .setPosition(settlement.position())
        .setState(settlement.state())
        .setReward(settlement.reward())
        .build();
  }
}

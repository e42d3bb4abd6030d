package dev.bandolier.server.explain;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.PartState;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.v1.FactKind;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.PartSettlement;
import dev.bandolier.v1.ReportedFact;
import dev.bandolier.v1.SettlementState;
import java.time.Instant;
import java.util.List;

/** Says what was reported for a decision, and what it came to. Pure. */
final class History {

  private History() {}

  /** One fact about a decision. */
  static ReportedFact reported(RecordView record, long time, Fate fate) {
    DecisionFact fact = (DecisionFact) Fact.read(record.type(), record.payload());
    DecisionFact about = fact instanceof WithToken token ? token.about() : fact;
    ReportedFact.Builder told =
        ReportedFact.newBuilder()
            .setPosition(record.position())
            .setTime(timestamp(time))
            .setFate(fate);
    describe(told, about);
    return told.build();
  }

  private static void describe(ReportedFact.Builder told, DecisionFact fact) {
    if (fact instanceof OutcomeSeen outcome) {
      told.setKind(FactKind.FACT_KIND_OUTCOME).setName(outcome.name());
      if (!Double.isNaN(outcome.value())) {
        told.setValue(outcome.value());
      }
      setOwnTime(told, outcome.time());
    } else if (fact instanceof Activated activated) {
      setOwnTime(told.setKind(FactKind.FACT_KIND_ACTIVATION), activated.time());
    } else if (fact instanceof Censored censored) {
      told.setKind(FactKind.FACT_KIND_CENSORING).setName(censored.reason().name());
    } else if (fact instanceof Retracted retracted) {
      told.setKind(FactKind.FACT_KIND_RETRACTION).setName(retracted.name());
    } else {
      told.setKind(FactKind.FACT_KIND_ANSWER);
    }
  }

  private static void setOwnTime(ReportedFact.Builder told, long time) {
    if (time != Long.MIN_VALUE) {
      told.setOwnTime(timestamp(time));
    }
  }

  /** What each position of each slot came to. */
  static List<PartSettlement> settlements(SettledDecision decision) {
    return decision.parts().stream().map(part -> settlement(decision.campaign(), part)).toList();
  }

  private static PartSettlement settlement(Campaign campaign, SettledDecision.Part part) {
    Slot slot = campaign.slotByUid(part.slotUid());
    return PartSettlement.newBuilder()
        .setSlot(slot == null ? "" : slot.name())
        .setPosition(part.position())
        .setArm(slot == null ? "" : armId(slot, part.armUid()))
        .setState(state(part.state()))
        .setReward(part.reward())
        .build();
  }

  private static String armId(Slot slot, int uid) {
    return slot.arms().stream().filter(arm -> arm.uid() == uid).map(Arm::id).findFirst().orElse("");
  }

  private static SettlementState state(PartState state) {
    return switch (state) {
      case WAITING -> SettlementState.SETTLEMENT_STATE_WAITING;
      case OPEN -> SettlementState.SETTLEMENT_STATE_OPEN;
      case REWARDED -> SettlementState.SETTLEMENT_STATE_REWARDED;
      case DEFAULTED -> SettlementState.SETTLEMENT_STATE_DEFAULTED;
      case CENSORED -> SettlementState.SETTLEMENT_STATE_CENSORED;
    };
  }

  /** Milliseconds as a message. */
  static Timestamp timestamp(long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}

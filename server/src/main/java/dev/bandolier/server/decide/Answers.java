package dev.bandolier.server.decide;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.policy.Draw;
import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.SlotDecision;
import dev.bandolier.v1.UntrackedReason;

/**
 * Makes answers of decisions as they stand in the journal, so that a repeat cannot get another answer
 * than the first call. Slots that the campaign no longer has are left out.
 */
final class Answers {

  private Answers() {}

  /**
   * An answer.
   *
   * @param time when the decision was made, epoch milliseconds
   * @param journalled where it stands in the journal, or 0
   */
  static DecideResponse.Builder of(
      Campaign campaign,
      DecisionMade made,
      long time,
      long journalled,
      boolean pmf,
      boolean payloads) {
    UntrackedReason reason = untrackedReason(made, journalled);
    DecideResponse.Builder answer =
        DecideResponse.newBuilder()
            .setDecisionId(made.id())
            .setModelVersion(made.modelVersion())
            .setModelVersionExact(made.versionExact())
            .setSource(source(made))
            .setTracked(reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED)
            .setUntrackedReason(reason)
            .setTime(Timestamps.fromMillis(time));
    for (int i = 0; i < made.slotCount(); i++) {
      Slot slot = campaign.slotByUid(made.seekSlot(i).slotUid());
      if (slot != null) {
        answer.addSlots(slot(slot, made, pmf, payloads));
      }
    }
    return answer;
  }

  /** Why a decision is not tracked. */
  static UntrackedReason untrackedReason(DecisionMade made, long journalled) {
    UntrackedReason reason =
        journalled > 0
            ? UntrackedReason.forNumber(made.untrackedReason())
            : UntrackedReason.UNTRACKED_REASON_JOURNAL_FULL;
    return reason == null ? UntrackedReason.UNTRACKED_REASON_UNSPECIFIED : reason;
  }

  private static SlotDecision slot(Slot slot, DecisionMade made, boolean pmf, boolean payloads) {
    SlotDecision.Builder answer = SlotDecision.newBuilder().setSlot(slot.name());
    double product = 1.0;
    double[] left = pmf ? pmf(made) : new double[0];
    for (int position = 0; position < made.count(); position++) {
      ArmDecision.Builder arm = arm(slot, made, position, payloads);
      if (pmf) {
        addPmf(arm, slot, made, left);
        Draw.next(left, left.length, made.chosen(position), 0.0);
      }
      product *= made.propensity(position);
      answer.addArms(arm);
    }
    Arm wouldBe = made.wouldBe() < 0 ? null : slot.armByUid(made.armUid(made.wouldBe()));
    if (wouldBe != null) {
      answer.setWouldBe(wouldBe.id());
    }
    return answer.setPropensity(product).build();
  }

  private static ArmDecision.Builder arm(
      Slot slot, DecisionMade made, int position, boolean payloads) {
    ArmDecision.Builder answer = ArmDecision.newBuilder().setPropensity(made.propensity(position));
    Arm arm = slot.armByUid(made.chosenArm(position));
    if (arm != null) {
      answer.setArm(arm.id()).setPayload(payloads ? arm.payload() : "");
    }
    return answer;
  }

  private static double[] pmf(DecisionMade made) {
    double[] pmf = new double[made.eligible()];
    for (int i = 0; i < pmf.length; i++) {
      pmf[i] = made.pmf(i);
    }
    return pmf;
  }

  /** Those drawn before have probability 0 and are left out, unless it was 0 from the start. */
  private static void addPmf(
      ArmDecision.Builder answer, Slot slot, DecisionMade made, double[] left) {
    for (int i = 0; i < left.length; i++) {
      Arm arm = slot.armByUid(made.armUid(i));
      if (arm != null && (left[i] > 0.0 || made.pmf(i) == 0.0)) {
        answer.addPmf(ArmProbability.newBuilder().setArm(arm.id()).setProbability(left[i]));
      }
    }
  }

  static DecisionSource source(DecisionMade made) {
    DecisionSource source = DecisionSource.forNumber(made.decisionSource());
    return source == null ? DecisionSource.DECISION_SOURCE_UNSPECIFIED : source;
  }
}

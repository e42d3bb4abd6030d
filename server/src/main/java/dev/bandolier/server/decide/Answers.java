package dev.bandolier.server.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
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
 * than the first call. Slots that the campaign no longer has are left out. Answers are made as the
 * bytes of their messages, from the end to the beginning, as {@link MessageBytes} wants them.
 */
final class Answers {

  private static final long SECOND = 1000;
  private static final long NANOS = 1_000_000;
  private static final double[][] NONE = {};

  private Answers() {}

  /**
   * The bytes of a {@link DecideResponse} to the decision on the bench.
   *
   * @param pmf whether with the probability of every eligible arm
   * @param payloads whether with the arms' payloads
   */
  static ByteString of(
      Campaign campaign, Workbench bench, ByteString token, boolean pmf, boolean payloads) {
    DecisionMade made = bench.made;
    UntrackedReason reason = untrackedReason(made, bench.position);
    boolean tracked = reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED;
    MessageBytes answer = bench.answer;
    answer.clear();
    answer.putNumber(DecideResponse.UNTRACKED_REASON_FIELD_NUMBER, reason.getNumber());
    answer.putBytes(DecideResponse.TOKEN_FIELD_NUMBER, token);
    putTime(bench.time, answer);
    answer.putFlag(DecideResponse.TRACKED_FIELD_NUMBER, tracked);
    answer.putNumber(DecideResponse.SOURCE_FIELD_NUMBER, source(made).getNumber());
    answer.putFlag(DecideResponse.MODEL_VERSION_EXACT_FIELD_NUMBER, made.versionExact());
    answer.putNumber(DecideResponse.MODEL_VERSION_FIELD_NUMBER, made.modelVersion());
    for (int i = made.slotCount() - 1; i >= 0; i--) {
      Slot slot = campaign.slotByUid(made.seekSlot(i).slotUid());
      if (slot != null) {
        putSlot(slot, made, pmf, payloads, answer);
      }
    }
    answer.putBytes(DecideResponse.DECISION_ID_FIELD_NUMBER, bench.id.bytes, bench.id.length);
    return answer.message();
  }

  /** Why a decision is not tracked. */
  static UntrackedReason untrackedReason(DecisionMade made, long journalled) {
    UntrackedReason reason =
        journalled > 0
            ? UntrackedReason.forNumber(made.untrackedReason())
            : UntrackedReason.UNTRACKED_REASON_JOURNAL_FULL;
    return reason == null ? UntrackedReason.UNTRACKED_REASON_UNSPECIFIED : reason;
  }

  private static void putTime(long time, MessageBytes answer) {
    int before = answer.size();
    answer.putNumber(Timestamp.NANOS_FIELD_NUMBER, Math.floorMod(time, SECOND) * NANOS);
    answer.putNumber(Timestamp.SECONDS_FIELD_NUMBER, Math.floorDiv(time, SECOND));
    answer.close(DecideResponse.TIME_FIELD_NUMBER, before);
  }

  private static void putSlot(
      Slot slot, DecisionMade made, boolean pmf, boolean payloads, MessageBytes answer) {
    int before = answer.size();
    Arm wouldBe = made.wouldBe() < 0 ? null : slot.armByUid(made.armUid(made.wouldBe()));
    if (wouldBe != null) {
      answer.putText(SlotDecision.WOULD_BE_FIELD_NUMBER, wouldBe.id());
    }
    double product = 1.0;
    for (int position = 0; position < made.count(); position++) {
      product *= made.propensity(position);
    }
    answer.putReal(SlotDecision.PROPENSITY_FIELD_NUMBER, product);
    double[][] left = pmf ? left(made) : NONE;
    for (int position = made.count() - 1; position >= 0; position--) {
      int armBefore = answer.size();
      if (pmf) {
        putPmf(slot, made, left[position], answer);
      }
      putArm(slot, made, position, payloads, answer);
      answer.close(SlotDecision.ARMS_FIELD_NUMBER, armBefore);
    }
    answer.putText(SlotDecision.SLOT_FIELD_NUMBER, slot.name());
    answer.close(DecideResponse.SLOTS_FIELD_NUMBER, before);
  }

  private static void putArm(
      Slot slot, DecisionMade made, int position, boolean payloads, MessageBytes answer) {
    answer.putReal(ArmDecision.PROPENSITY_FIELD_NUMBER, made.propensity(position));
    Arm arm = slot.armByUid(made.chosenArm(position));
    if (arm != null) {
      answer.putText(ArmDecision.PAYLOAD_FIELD_NUMBER, payloads ? arm.payload() : "");
      answer.putText(ArmDecision.ARM_FIELD_NUMBER, arm.id());
    }
  }

  /** The probabilities at each position. */
  private static double[][] left(DecisionMade made) {
    double[][] left = new double[made.count()][];
    double[] next = new double[made.eligible()];
    for (int i = 0; i < next.length; i++) {
      next[i] = made.pmf(i);
    }
    for (int position = 0; position < left.length; position++) {
      left[position] = next.clone();
      Draw.next(next, next.length, made.chosen(position), 0.0);
    }
    return left;
  }

  /** Those drawn before have probability 0 and are left out, unless it was 0 from the start. */
  private static void putPmf(Slot slot, DecisionMade made, double[] left, MessageBytes answer) {
    for (int i = left.length - 1; i >= 0; i--) {
      Arm arm = slot.armByUid(made.armUid(i));
      if (arm != null && (left[i] > 0.0 || made.pmf(i) == 0.0)) {
        int before = answer.size();
        answer.putReal(ArmProbability.PROBABILITY_FIELD_NUMBER, left[i]);
        answer.putText(ArmProbability.ARM_FIELD_NUMBER, arm.id());
        answer.close(ArmDecision.PMF_FIELD_NUMBER, before);
      }
    }
  }

  static DecisionSource source(DecisionMade made) {
    DecisionSource source = DecisionSource.forNumber(made.decisionSource());
    return source == null ? DecisionSource.DECISION_SOURCE_UNSPECIFIED : source;
  }
}

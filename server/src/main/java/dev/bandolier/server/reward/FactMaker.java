package dev.bandolier.server.reward;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.v1.Activation;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.Censoring;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.Retraction;

/**
 * Makes facts of messages, and finds what is wrong with their fields as far as that can be told
 * without the decision, whose id is given apart. Pure; times are epoch milliseconds.
 */
final class FactMaker {

  /** The time of what happened when it arrives. */
  private static final long ON_ARRIVAL = Long.MIN_VALUE;

  private static final int NO_POSITION = -1;

  private FactMaker() {}

  static OutcomeSeen outcome(
      Campaign campaign, String id, Outcome message, long now, Checks checks) {
    checks.decisionId(id);
    checks.require(
        campaign.knowsOutcome(message.getName()),
        "name",
        "the outcome of a reward rule of the campaign");
    checks.shown(
        campaign,
        message.getSlot(),
        message.getArm(),
        message.hasPosition(),
        message.getPosition());
    checks.require(Double.isFinite(message.getValue()), "value", "finite");
    checks.time("time", message.getTime(), now);
    checks.shortId("outcome_id", message.getOutcomeId());
    checks.shortId("replaces", message.getReplaces());
    return new OutcomeSeen(
        campaign.uid(),
        id,
        message.getName(),
        message.getSlot(),
        message.getArm(),
        message.hasPosition() ? message.getPosition() : NO_POSITION,
        message.hasValue() ? message.getValue() : Double.NaN,
        message.hasTime() ? millis(message.getTime()) : ON_ARRIVAL,
        message.getOutcomeId(),
        message.getReplaces(),
        message.getMachine());
  }

  static Activated activation(
      Campaign campaign, String id, Activation message, long now, Checks checks) {
    checks.decisionId(id);
    checks.time("time", message.getTime(), now);
    checks.slots(campaign, message.getSlotsList());
    return new Activated(
        campaign.uid(),
        id,
        message.hasTime() ? millis(message.getTime()) : ON_ARRIVAL,
        message.getSlotsList());
  }

  static Censored censoring(Campaign campaign, String id, Censoring message, Checks checks) {
    checks.decisionId(id);
    checks.slots(campaign, message.getSlotsList());
    CensorReason reason = message.getReason();
    checks.require(
        reason != CensorReason.UNRECOGNIZED && reason != CensorReason.CENSOR_REASON_UNANSWERED,
        "reason",
        "NOT_SHOWN, REPLACED or UNKNOWABLE");
    boolean unset = reason == CensorReason.CENSOR_REASON_UNSPECIFIED;
    return new Censored(
        campaign.uid(),
        id,
        message.getSlotsList(),
        unset ? CensorReason.CENSOR_REASON_UNKNOWABLE : reason);
  }

  static Retracted retraction(Campaign campaign, String id, Retraction message, Checks checks) {
    checks.decisionId(id);
    checks.shortId("outcome_id", message.getOutcomeId());
    boolean byId = !message.getOutcomeId().isEmpty();
    checks.require(
        byId || campaign.knowsOutcome(message.getName()),
        "name",
        "the outcome of a reward rule of the campaign, where there is no outcome_id");
    checks.shown(
        campaign,
        message.getSlot(),
        message.getArm(),
        message.hasPosition(),
        message.getPosition());
    return new Retracted(
        campaign.uid(),
        id,
        message.getOutcomeId(),
        message.getName(),
        message.getSlot(),
        message.getArm(),
        message.hasPosition() ? message.getPosition() : NO_POSITION);
  }

  /** Of a time that the checks refuse: anything. */
  private static long millis(Timestamp time) {
    return Timestamps.isValid(time) ? Timestamps.toMillis(time) : ON_ARRIVAL;
  }
}

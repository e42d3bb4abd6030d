package dev.bandolier.client;

import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.GetDecisionResponse;
import dev.bandolier.v1.SlotDecision;
import dev.bandolier.v1.SlotRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between decisions and their messages. */
final class DecisionWire {
  private static final Names<ChoiceSource> SOURCES =
      new Names<>(ChoiceSource.class, "DECISION_SOURCE_", ChoiceSource.OTHER);
  private static final Names<SettlementState> STATES =
      new Names<>(SettlementState.class, "SETTLEMENT_STATE_", SettlementState.OTHER);

  private DecisionWire() {}

  static DecideRequest request(DecisionRequest request, String id) {
    DecideRequest.Builder wire =
        DecideRequest.newBuilder()
            .setCampaign(request.campaign())
            .setDecisionId(id)
            .setContext(context(request))
            .setDeferred(request.deferred())
            .putAllLabels(request.labels())
            .setReturnPmf(request.returnPmf());
    String unit = request.unit();
    if (unit != null) {
      wire.setUnit(unit);
    }
    for (SlotWanted slot : request.slots()) {
      wire.addSlots(slot(slot));
    }
    return wire.build();
  }

  private static SlotRequest slot(SlotWanted slot) {
    SlotRequest.Builder wire =
        SlotRequest.newBuilder()
            .setSlot(slot.slot())
            .setCount(slot.count())
            .addAllOnly(slot.only())
            .addAllExcept(slot.except())
            .addAllRequireTags(slot.requireTags());
    for (ShownArm shown : slot.shown()) {
      wire.addShownBuilder().setArm(shown.arm()).setPropensity(shown.propensity());
    }
    return wire.build();
  }

  private static Context context(DecisionRequest request) {
    Context.Builder wire = Context.newBuilder();
    for (Feature feature : request.features()) {
      wire.addFeatures(feature(feature));
    }
    Instant time = request.time();
    if (time != null) {
      wire.setTime(Times.wire(time));
    }
    ZoneId zone = request.timeZone();
    if (zone != null) {
      wire.setTimeZone(zone.getId());
    }
    return wire.build();
  }

  static dev.bandolier.v1.Feature feature(Feature feature) {
    dev.bandolier.v1.Feature.Builder wire =
        dev.bandolier.v1.Feature.newBuilder().setName(feature.name());
    if (feature instanceof Feature.Category category) {
      wire.setCategory(category.value());
    } else if (feature instanceof Feature.Numeric number) {
      wire.setNumber(number.value());
    } else if (feature instanceof Feature.Flag flag) {
      wire.setFlag(flag.value());
    }
    return wire.build();
  }

  static Decision decision(String campaign, DecideResponse wire) {
    List<SlotChoices> slots = new ArrayList<>(wire.getSlotsCount());
    for (SlotDecision slot : wire.getSlotsList()) {
      slots.add(slot(slot));
    }
    return new Decision(
        campaign,
        wire.getDecisionId(),
        slots,
        wire.getModelVersion(),
        wire.getModelVersionExact(),
        SOURCES.of(wire.getSource()),
        wire.getTracked(),
        Times.instant(wire.getTime()),
        wire.getToken().isEmpty() ? null : DecisionToken.ofWire(wire.getToken()));
  }

  private static SlotChoices slot(SlotDecision wire) {
    List<Choice> choices = new ArrayList<>(wire.getArmsCount());
    for (ArmDecision arm : wire.getArmsList()) {
      choices.add(
          new Choice(
              wire.getSlot(),
              choices.size(),
              arm.getArm(),
              arm.getPayload(),
              arm.getPropensity(),
              pmf(arm)));
    }
    String wouldBe = wire.getWouldBe().isEmpty() ? null : wire.getWouldBe();
    return new SlotChoices(wire.getSlot(), choices, wire.getPropensity(), wouldBe);
  }

  private static Map<String, Double> pmf(ArmDecision arm) {
    if (arm.getPmfCount() == 0) {
      return Map.of();
    }
    Map<String, Double> pmf = new LinkedHashMap<>();
    for (ArmProbability each : arm.getPmfList()) {
      pmf.put(each.getArm(), each.getProbability());
    }
    return Collections.unmodifiableMap(pmf);
  }

  static DecisionHistory history(String campaign, GetDecisionResponse wire) {
    return new DecisionHistory(
        decision(campaign, wire.getDecision()),
        wire.getSettlementsList().stream().map(DecisionWire::settlement).toList());
  }

  private static Settlement settlement(dev.bandolier.v1.Settlement wire) {
    return new Settlement(
        wire.getSlot(), wire.getPosition(), STATES.of(wire.getState()), wire.getReward());
  }
}

package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.v1.Coefficient;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.GetPosteriorRequest;
import dev.bandolier.v1.GetPosteriorResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what is served: an arm's coefficients by the names of their entries. Any thread. */
public final class PosteriorReader {

  private final ServedCampaigns campaigns;

  /** Reads these campaigns. */
  public PosteriorReader(ServedCampaigns campaigns) {
    this.campaigns = campaigns;
  }

  /** What an arm has learned, as decisions score it now: of a frozen campaign, its frozen copy. */
  public ExplainOutcome<GetPosteriorResponse> read(GetPosteriorRequest request) {
    Served served = campaigns.find(request.getCampaign());
    if (served == null) {
      return ExplainOutcome.refused(
          Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + request.getCampaign() + "'");
    }
    List<Slot> slots = served.campaign().slots();
    boolean only = request.getSlot().isEmpty() && slots.size() == 1;
    Slot slot = only ? slots.get(0) : served.campaign().slot(request.getSlot());
    if (slot == null) {
      return ExplainOutcome.refused(
          Reason.SLOT_NOT_FOUND, "the campaign has no slot '" + request.getSlot() + "'");
    }
    Arm arm = slot.arm(request.getArm());
    return arm == null
        ? ExplainOutcome.refused(
            Reason.ARM_NOT_FOUND, "the slot has no arm '" + request.getArm() + "'")
        : read(served, slot, arm);
  }

  private static ExplainOutcome<GetPosteriorResponse> read(Served served, Slot slot, Arm arm) {
    ModelVersion version = served.model().version();
    SlotModel model = served.model().slots().get(slot.index());
    long changes = version.changes();
    long position = version.position();
    ArmReading.OfSlot register = ArmReading.slot(model, served.campaign().learnsLogits());
    ArmReading reading =
        register == null ? null : ArmReading.arm(model, arm.uid(), register.mean());
    if (register == null || reading == null) {
      return ExplainOutcome.refused(
          Reason.OVERLOADED, "the arm moves faster than it can be read: ask again");
    }
    GetPosteriorResponse.Builder response =
        GetPosteriorResponse.newBuilder()
            .setArm(arm.id())
            .setRevision(served.campaign().revision())
            .setModelVersion(version.unchangedSince(changes) ? position : -1)
            .setObservations(reading.observations())
            .setRewardSum(reading.rewardSum())
            .setSlotMean(register.mean())
            .setNoise(register.noise());
    addCoefficients(response, served, slot, reading, register.noise());
    return new Done<>(response.build());
  }

  private static void addCoefficients(
      GetPosteriorResponse.Builder response,
      Served served,
      Slot slot,
      ArmReading reading,
      double noise) {
    Map<String, Double> ranges = ranges(served);
    int known = Math.min(reading.dimension(), served.encoder().dimension(slot.index()));
    for (int i = 0; i < known; i++) {
      String name = served.encoder().nameOf(slot.index(), i);
      Coefficient.Builder coefficient =
          response
              .addCoefficientsBuilder()
              .setName(name)
              .setMean(reading.mean(i))
              .setDeviation(noise * Math.sqrt(reading.variance(i)));
      Double range = ranges.get(name);
      if (range != null) {
        coefficient.setPerUnit(reading.mean(i) / range);
      }
    }
  }

  /** How wide the range is that a numeric feature's entry is scaled by. */
  private static Map<String, Double> ranges(Served served) {
    Map<String, Double> ranges = new HashMap<>();
    for (FeatureSchema feature : served.campaign().definition().getSchema().getFeaturesList()) {
      if (feature.hasNumeric()) {
        ranges.put(
            feature.getName(), feature.getNumeric().getMax() - feature.getNumeric().getMin());
      }
    }
    return ranges;
  }
}

package dev.bandolier.server.campaign;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.Slot;
import java.util.List;

/** What makes slots and their arms valid. */
final class SlotRules {

  private final List<Slot> slots;
  private final Limits limits;
  private final Findings findings;

  SlotRules(List<Slot> slots, Limits limits, Findings findings) {
    this.slots = slots;
    this.limits = limits;
    this.findings = findings;
  }

  void check() {
    findings.require(
        !slots.isEmpty() && slots.size() <= Limits.MAX_SLOTS,
        "slots",
        "must be 1 to " + Limits.MAX_SLOTS);
    for (int i = 0; i < slots.size(); i++) {
      checkSlot(slots.get(i), "slots[" + i + "]");
      checkContext(i, "slots[" + i + "].context_slots");
    }
    findings.requireDistinct(slots.stream().map(Slot::getName).toList(), "slots", ".name");
  }

  private void checkSlot(Slot slot, String field) {
    findings.require(Names.isSlot(slot.getName()), field + ".name", Names.SLOT_HINT);
    findings.require(
        slot.getArmsCount() > 0 && slot.getArmsCount() <= limits.maxArms(),
        field + ".arms",
        "must be 1 to " + limits.maxArms());
    for (int i = 0; i < slot.getArmsCount(); i++) {
      checkArm(slot.getArms(i), field + ".arms[" + i + "]");
    }
    List<String> ids = slot.getArmsList().stream().map(Arm::getId).toList();
    findings.requireDistinct(ids, field + ".arms", ".id");
    findings.require(
        slot.getDefaultArm().isEmpty() || hasLivingArm(slot, slot.getDefaultArm()),
        field + ".default_arm",
        "must be the id of an arm of this slot that is not retired");
  }

  private static boolean hasLivingArm(Slot slot, String id) {
    return slot.getArmsList().stream()
        .anyMatch(arm -> arm.getId().equals(id) && arm.getState() != ArmState.ARM_STATE_RETIRED);
  }

  private void checkArm(Arm arm, String field) {
    findings.require(Names.isArm(arm.getId()), field + ".id", Names.ARM_HINT);
    findings.requireBytes(arm.getPayload(), Limits.MAX_PAYLOAD_BYTES, field + ".payload");
    findings.requireKnown(arm.getState(), field + ".state");
    checkRules(arm, field);
    findings.require(
        arm.getFeaturesCount() <= Limits.MAX_ARM_FEATURES,
        field + ".features",
        "must be at most " + Limits.MAX_ARM_FEATURES);
    for (int i = 0; i < arm.getFeaturesCount(); i++) {
      checkFeature(arm.getFeatures(i), field + ".features[" + i + "]");
    }
    List<String> names = arm.getFeaturesList().stream().map(Feature::getName).toList();
    findings.requireDistinct(names, field + ".features", ".name");
  }

  private void checkRules(Arm arm, String field) {
    findings.require(
        !arm.hasActiveFrom() || Timestamps.isValid(arm.getActiveFrom()),
        field + ".active_from",
        "must be a time");
    findings.require(
        !arm.hasActiveUntil() || Timestamps.isValid(arm.getActiveUntil()),
        field + ".active_until",
        "must be a time");
    findings.require(
        !arm.hasActiveFrom()
            || !arm.hasActiveUntil()
            || Millis.of(arm.getActiveFrom()) < Millis.of(arm.getActiveUntil()),
        field + ".active_until",
        "must be after active_from");
    findings.require(
        arm.getTagsCount() <= Limits.MAX_TAGS,
        field + ".tags",
        "must be at most " + Limits.MAX_TAGS);
    for (int i = 0; i < arm.getTagsCount(); i++) {
      findings.require(Names.isArm(arm.getTags(i)), field + ".tags[" + i + "]", Names.ARM_HINT);
    }
    findings.requireDistinct(arm.getTagsList(), field + ".tags", "");
  }

  private void checkFeature(Feature feature, String field) {
    findings.require(Names.isFeature(feature.getName()), field + ".name", Names.FEATURE_HINT);
    findings.require(
        feature.hasNumber() || feature.hasFlag(), field, "must have a number or a flag");
    findings.require(
        !feature.hasNumber() || Double.isFinite(feature.getNumber()),
        field + ".number",
        "must be finite");
  }

  private void checkContext(int index, String field) {
    List<String> context = slots.get(index).getContextSlotsList();
    List<String> earlier = slots.subList(0, index).stream().map(Slot::getName).toList();
    for (int i = 0; i < context.size(); i++) {
      findings.require(
          earlier.contains(context.get(i)),
          field + "[" + i + "]",
          "must be the name of an earlier slot");
    }
    findings.requireDistinct(context, field, "");
  }
}

package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the definition that a change of arms leads to. Pure. */
final class ArmChanges {

  private ArmChanges() {}

  /** What is wrong with the arms to be added, beyond what every campaign is checked for. */
  static @Nullable Refusal checkNew(Campaign campaign, String slotName, List<Arm> arms) {
    Slot slot = campaign.slot(slotName);
    if (slot == null) {
      return noSlot(campaign, slotName);
    }
    List<Violation> violations = new ArrayList<>();
    if (arms.isEmpty()) {
      violations.add(new Violation("arms", "at least one"));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < arms.size(); i++) {
      String id = arms.get(i).getId();
      if (slot.arm(id) != null || !seen.add(id)) {
        violations.add(new Violation("arms[" + i + "].id", "new in the slot"));
      }
    }
    return violations.isEmpty() ? null : Refusal.invalid(violations);
  }

  /** What is wrong with naming these arms of a slot. */
  static @Nullable Refusal checkKnown(Campaign campaign, String slotName, List<String> arms) {
    Slot slot = campaign.slot(slotName);
    if (slot == null) {
      return noSlot(campaign, slotName);
    }
    if (arms.isEmpty()) {
      return Refusal.invalid(List.of(new Violation("arms", "at least one")));
    }
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      if (slot.arm(arms.get(i)) == null) {
        violations.add(new Violation("arms[" + i + "]", "an arm of the slot"));
      }
    }
    return violations.isEmpty() ? null : Refusal.ofFields(Refusal.Reason.ARM_NOT_FOUND, violations);
  }

  static dev.bandolier.v1.Campaign added(Campaign campaign, String slotName, List<Arm> arms) {
    dev.bandolier.v1.Campaign.Builder changed = campaign.definition().toBuilder();
    slot(changed, slotName).addAllArms(arms);
    return changed.build();
  }

  static dev.bandolier.v1.Campaign inState(
      Campaign campaign, String slotName, List<String> arms, ArmState state) {
    dev.bandolier.v1.Campaign.Builder changed = campaign.definition().toBuilder();
    Set<String> wanted = new HashSet<>(arms);
    for (Arm.Builder arm : slot(changed, slotName).getArmsBuilderList()) {
      if (wanted.contains(arm.getId())) {
        arm.setState(state);
      }
    }
    return changed.build();
  }

  private static dev.bandolier.v1.Slot.Builder slot(
      dev.bandolier.v1.Campaign.Builder campaign, String name) {
    return campaign.getSlotsBuilderList().stream()
        .filter(slot -> slot.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Refusal noSlot(Campaign campaign, String slotName) {
    return Refusal.ofFields(
        Refusal.Reason.SLOT_NOT_FOUND,
        List.of(
            new Violation("slot", "a slot of " + campaign.name() + ", not '" + slotName + "'")));
  }
}

package dev.bandolier.server.campaign;

import dev.bandolier.v1.ArmState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which changes of slots and arms are refused: what is learned belongs to a slot and an arm for life. */
final class SlotChange {

  private final Campaign current;
  private final dev.bandolier.v1.Campaign before;
  private final dev.bandolier.v1.Campaign after;
  private final Set<String> sameArms;
  private final Findings findings = new Findings();

  SlotChange(
      Campaign current,
      dev.bandolier.v1.Campaign before,
      dev.bandolier.v1.Campaign after,
      Set<String> sameArms) {
    this.current = current;
    this.before = before;
    this.after = after;
    this.sameArms = sameArms;
  }

  List<Violation> check() {
    findings.require(
        before.getName().equals(after.getName()), "name", "is fixed for the campaign's life");
    checkOrder();
    for (int i = 0; i < after.getSlotsCount(); i++) {
      Slot known = current.slot(after.getSlots(i).getName());
      if (known != null) {
        checkArms(known, after.getSlots(i), "slots[" + i + "].arms");
      }
    }
    return findings.list();
  }

  /** Slots that stay keep their order, and new ones come after them. */
  private void checkOrder() {
    int last = -1;
    boolean newOnes = false;
    for (int i = 0; i < after.getSlotsCount(); i++) {
      Slot known = current.slot(after.getSlots(i).getName());
      newOnes |= known == null;
      if (known != null) {
        findings.require(
            !newOnes && known.index() > last,
            "slots[" + i + "]",
            "slots keep their order, and new ones come at the end");
        last = Math.max(last, known.index());
      }
    }
  }

  private void checkArms(Slot known, dev.bandolier.v1.Slot slot, String field) {
    Set<String> carried = new HashSet<>();
    for (int i = 0; i < slot.getArmsCount(); i++) {
      dev.bandolier.v1.Arm arm = slot.getArms(i);
      carried.add(arm.getId());
      Arm was = known.arm(arm.getId());
      if (was != null) {
        checkArm(known, was, arm, field + "[" + i + "]");
      }
    }
    for (Arm arm : known.arms()) {
      findings.require(
          carried.contains(arm.id()),
          field,
          "must still carry \"" + arm.id() + "\": an arm ends with the state RETIRED");
    }
  }

  private void checkArm(Slot slot, Arm was, dev.bandolier.v1.Arm arm, String field) {
    findings.require(
        !isRetired(was) || arm.getState() == ArmState.ARM_STATE_RETIRED,
        field + ".state",
        "\"" + was.id() + "\" is retired for good: add the arm under another id");
    findings.require(
        was.payload().equals(arm.getPayload())
            || sameArms.contains(slot.name() + "/" + arm.getId()),
        field + ".payload",
        "another payload is another arm: add it under another id, or name "
            + slot.name()
            + "/"
            + was.id()
            + " in same_arms");
  }

  static boolean isRetired(Arm arm) {
    return arm.state() == ArmState.ARM_STATE_RETIRED;
  }
}

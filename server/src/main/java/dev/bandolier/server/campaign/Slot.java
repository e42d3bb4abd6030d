package dev.bandolier.server.campaign;

import dev.bandolier.v1.ArmState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One choice inside a campaign, compiled. Immutable; its arrays are shared and not to be written. */
public final class Slot {

  private final int index;
  private final int uid;
  private final String name;
  private final List<Arm> arms;
  private final Map<String, Arm> byId = new HashMap<>();
  private final int[] activeArms;
  private final int defaultArm;
  private final int[] contextSlots;
  private final long windowMillis;
  private final boolean gated;
  private final boolean scheduled;
  private final double[][] armFeatures;

  /**
   * Makes a slot.
   *
   * @param definition filled with defaults
   * @param arms every arm that the slot ever had, by uid
   */
  Slot(
      int index,
      int uid,
      dev.bandolier.v1.Slot definition,
      List<Arm> arms,
      int[] contextSlots,
      RewardRules rules,
      boolean sharing) {
    this.index = index;
    this.uid = uid;
    this.name = definition.getName();
    this.arms = List.copyOf(arms);
    arms.forEach(arm -> byId.put(arm.id(), arm));
    this.activeArms = active(definition);
    this.defaultArm = uidOf(definition.getDefaultArm());
    this.contextSlots = contextSlots;
    this.windowMillis = rules.windowMillis(index);
    this.gated = rules.gated(index);
    this.armFeatures = sharing ? ArmFeatures.of(arms) : new double[0][];
    this.scheduled = arms.stream().anyMatch(Arm::isScheduled);
  }

  /** Its place among the campaign's slots, from 0; moves when an earlier slot is removed. */
  public int index() {
    return index;
  }

  /** Stays the same for the slot's life and is never used again in its campaign. */
  public int uid() {
    return uid;
  }

  /** Its name, unique in the campaign. */
  public String name() {
    return name;
  }

  /** Every arm that the slot ever had: the arm at i has the uid i. */
  public List<Arm> arms() {
    return arms;
  }

  /** The arm of that id, retired ones included. */
  public @Nullable Arm arm(String id) {
    return byId.get(id);
  }

  /** The arm of that uid. */
  public @Nullable Arm armByUid(int armUid) {
    return armUid < 0 || armUid >= arms.size() ? null : arms.get(armUid);
  }

  /** Uids of the arms that may be chosen, in the definition's order. */
  public int[] activeArms() {
    return activeArms;
  }

  /** Whether some arm may not be chosen at all times. */
  public boolean scheduled() {
    return scheduled;
  }

  /**
   * By arm uid, what is known about the arms themselves: as many numbers for each, within −1 to 1, 0 where it
   * is not known.
   */
  public double[][] armFeatures() {
    return armFeatures;
  }

  /** The default arm's uid, or -1. */
  public int defaultArm() {
    return defaultArm;
  }

  /** Indexes of the earlier slots whose chosen arm is context of this one, in ascending order. */
  public int[] contextSlots() {
    return contextSlots;
  }

  /** The longest window of a rule that credits it; 0 where none does. */
  public long windowMillis() {
    return windowMillis;
  }

  /** Whether a rule that credits it requires other outcomes. */
  public boolean gated() {
    return gated;
  }

  private int uidOf(String armId) {
    Arm arm = byId.get(armId);
    return arm == null ? -1 : arm.uid();
  }

  private int[] active(dev.bandolier.v1.Slot definition) {
    return definition.getArmsList().stream()
        .filter(arm -> arm.getState() == ArmState.ARM_STATE_ACTIVE)
        .mapToInt(arm -> uidOf(arm.getId()))
        .toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}

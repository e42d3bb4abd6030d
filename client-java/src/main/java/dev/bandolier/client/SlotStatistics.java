package dev.bandolier.client;

import java.util.List;

/**
 * What the arms of one slot have done.
 *
 * @param slot the slot's name
 * @param arms without the holdout's
 * @param holdoutArms the holdout's own
 */
public record SlotStatistics(
    String slot, List<ArmStatistics> arms, List<ArmStatistics> holdoutArms) {
  /** Copies the lists. */
  public SlotStatistics {
    arms = List.copyOf(arms);
    holdoutArms = List.copyOf(holdoutArms);
  }

  /**
   * One arm, without the holdout's part.
   *
   * @throws IllegalArgumentException if there is none of this id
   */
  public ArmStatistics arm(String id) {
    return arms.stream()
        .filter(arm -> arm.arm().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(slot + " has no arm " + id));
  }
}

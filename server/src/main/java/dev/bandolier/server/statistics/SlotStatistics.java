package dev.bandolier.server.statistics;

import java.util.List;

/**
 * What the arms of one slot have done.
 *
 * @param slot the slot's uid
 * @param arms without the holdout's
 * @param holdoutArms the holdout's own
 */
public record SlotStatistics(int slot, List<ArmStatistics> arms, List<ArmStatistics> holdoutArms) {

  /** Copies the lists. */
  public SlotStatistics {
    arms = List.copyOf(arms);
    holdoutArms = List.copyOf(holdoutArms);
  }
}

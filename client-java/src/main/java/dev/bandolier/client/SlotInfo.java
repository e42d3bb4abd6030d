package dev.bandolier.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One choice inside a campaign.
 *
 * @param name the slot's name
 * @param arms its arms, in the campaign's order, retired ones too
 * @param defaultArm the default arm's id; null: none
 */
public record SlotInfo(String name, List<ArmInfo> arms, @Nullable String defaultArm) {
  /** Copies the list. */
  public SlotInfo {
    arms = List.copyOf(arms);
  }
}

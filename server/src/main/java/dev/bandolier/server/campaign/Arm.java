package dev.bandolier.server.campaign;

import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Feature;
import java.util.List;

/**
 * One alternative of a slot.
 *
 * @param uid counts the slot's arms from 0 in the order in which they appeared; never used again
 *     within the slot
 * @param id the caller's name for it, unique in the slot
 * @param payload what the caller shows
 * @param state whether it may be chosen; never unspecified
 * @param definition as it stands in the campaign's definition: features, schedule and tags
 */
public record Arm(
    int uid, String id, String payload, ArmState state, dev.bandolier.v1.Arm definition) {

  /** What is known about the arm itself. */
  public List<Feature> features() {
    return definition.getFeaturesList();
  }

  /** Whether there are times at which it may not be chosen. */
  boolean isScheduled() {
    return definition.hasActiveFrom() || definition.hasActiveUntil();
  }

  /** Whether its schedule lets it be chosen at a time, epoch milliseconds. */
  public boolean isOn(long time) {
    return (!definition.hasActiveFrom() || Millis.of(definition.getActiveFrom()) <= time)
        && (!definition.hasActiveUntil() || time < Millis.of(definition.getActiveUntil()));
  }

  /** Whether it carries all these tags. */
  public boolean hasTags(List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!definition.getTagsList().contains(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  static Arm of(int uid, dev.bandolier.v1.Arm definition) {
    return new Arm(
        uid, definition.getId(), definition.getPayload(), definition.getState(), definition);
  }

  Arm retired() {
    return of(uid, definition.toBuilder().setState(ArmState.ARM_STATE_RETIRED).build());
  }
}

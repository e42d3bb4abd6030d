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
 * @param features what is known about the arm itself
 */
public record Arm(int uid, String id, String payload, ArmState state, List<Feature> features) {

  /** Keeps a copy of the list. */
  public Arm {
    features = List.copyOf(features);
  }

  static Arm of(int uid, dev.bandolier.v1.Arm definition) {
    return new Arm(
        uid,
        definition.getId(),
        definition.getPayload(),
        definition.getState(),
        definition.getFeaturesList());
  }

  /** As it stands in a definition. */
  dev.bandolier.v1.Arm definition() {
    return dev.bandolier.v1.Arm.newBuilder()
        .setId(id)
        .setPayload(payload)
        .setState(state)
        .addAllFeatures(features)
        .build();
  }

  Arm retired() {
    return new Arm(uid, id, payload, ArmState.ARM_STATE_RETIRED, features);
  }
}

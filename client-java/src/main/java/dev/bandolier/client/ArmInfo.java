package dev.bandolier.client;

import java.util.List;
import java.util.Objects;

/**
 * One alternative of a slot.
 *
 * @param id unique in its slot, also among retired arms: 1 to 64 bytes
 * @param payload what is shown: at most 16 KiB of UTF-8
 * @param features what is known about the arm itself; numbers and flags only
 * @param state whether it may be chosen
 */
public record ArmInfo(String id, String payload, List<Feature> features, ArmState state) {
  /** Copies the list. */
  public ArmInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(state, "state");
    features = List.copyOf(features);
  }

  /** An active arm without features. */
  public static ArmInfo of(String id, String payload) {
    return new ArmInfo(id, payload, List.of(), ArmState.ACTIVE);
  }
}

package dev.bandolier.client;

import java.util.Objects;

/**
 * What the caller shows in a slot when no answer came in time.
 *
 * @param arm the arm's id, or whatever the caller calls it
 * @param payload what is shown; may be empty
 */
public record FallbackArm(String arm, String payload) {
  /** Refuses nulls. */
  public FallbackArm {
    Objects.requireNonNull(arm, "arm");
    Objects.requireNonNull(payload, "payload");
  }
}

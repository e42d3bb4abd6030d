package dev.bandolier.client;

import java.util.Objects;

/**
 * An arm that the caller chose by itself, while the campaign is in shadow mode.
 *
 * @param arm the arm's id
 * @param propensity with what probability it was chosen at its position, given those before: in (0, 1]; 1
 *     where there was no chance in it
 */
public record ShownArm(String arm, double propensity) {
  /** Checks the range. */
  public ShownArm {
    Objects.requireNonNull(arm, "arm");
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity must be in (0, 1], was " + propensity);
    }
  }
}

package dev.bandolier.client;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A policy with its settings; what is left out is the server's default.
 *
 * @param type its short name, as in {@code LIN_UCB}
 * @param exploration how widely it explores, in its own measure
 * @param priorPrecision the prior's weight in observations
 */
public record PolicySetting(
    String type, OptionalDouble exploration, OptionalDouble priorPrecision) {

  /** Refuses nulls. */
  public PolicySetting {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(exploration, "exploration");
    Objects.requireNonNull(priorPrecision, "priorPrecision");
  }

  /** With the server's settings. */
  public static PolicySetting of(String type) {
    return new PolicySetting(type, OptionalDouble.empty(), OptionalDouble.empty());
  }
}

package dev.bandolier.client;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A policy with its settings; what is left out is the server's default.
 *
 * @param type its short name, as in {@code LIN_UCB}
 * @param exploration how widely it explores, in its own measure
 * @param priorPrecision the prior's weight in observations
 * @param schema other features for it, as JSON or YAML that looks like a campaign's {@code schema}; empty: those of the campaign's
 *     decisions
 */
public record PolicySetting(
    String type, OptionalDouble exploration, OptionalDouble priorPrecision, String schema) {

  /** Refuses nulls. */
  public PolicySetting {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(exploration, "exploration");
    Objects.requireNonNull(priorPrecision, "priorPrecision");
    Objects.requireNonNull(schema, "schema");
  }

  /** With the features of the campaign's decisions. */
  public PolicySetting(String type, OptionalDouble exploration, OptionalDouble priorPrecision) {
    this(type, exploration, priorPrecision, "");
  }

  /** With the server's settings. */
  public static PolicySetting of(String type) {
    return new PolicySetting(type, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** The same with other features. */
  public PolicySetting withSchema(String newSchema) {
    return new PolicySetting(type, exploration, priorPrecision, newSchema);
  }
}

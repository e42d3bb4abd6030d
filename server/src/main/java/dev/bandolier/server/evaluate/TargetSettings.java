package dev.bandolier.server.evaluate;

import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.Policy;
import org.jspecify.annotations.Nullable;

/**
 * A policy whose value is asked for.
 *
 * @param policy with its settings; what is left out is the default, not the campaign's
 * @param schema by which it sees contexts; null: as the campaign's decisions saw them
 */
public record TargetSettings(Policy policy, @Nullable ContextSchema schema) {

  /** A policy that sees what the campaign's saw. */
  public static TargetSettings of(Policy policy) {
    return new TargetSettings(policy, null);
  }
}

package dev.bandolier.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was made elsewhere, with what it earned.
 *
 * @param time when; null: now
 * @param features its context
 * @param choices by slot, in the campaign's order; at least one
 */
public record LoggedDecision(
    @Nullable Instant time, List<Feature> features, List<LoggedChoice> choices) {

  /** Copies the lists. */
  public LoggedDecision {
    features = List.copyOf(features);
    choices = List.copyOf(choices);
  }
}

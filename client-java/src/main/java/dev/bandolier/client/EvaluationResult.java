package dev.bandolier.client;

import java.util.List;
import java.util.Map;

/**
 * What policies would have earned.
 *
 * @param policies in the query's order
 * @param leftOut decisions that are not among the rounds, by the reason
 * @param position journal position of the last fact that was read
 */
public record EvaluationResult(
    List<PolicyValue> policies, Map<String, Long> leftOut, long position) {

  /** Copies the collections. */
  public EvaluationResult {
    policies = List.copyOf(policies);
    leftOut = Map.copyOf(leftOut);
  }
}

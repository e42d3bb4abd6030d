package dev.bandolier.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one policy would have earned.
 *
 * @param name in the query
 * @param rounds decisions that it is valued on
 * @param valueOf which of its values
 * @param learnedFrom decisions before these that it was taught
 * @param accepted of its own run: rounds that it has had; else as {@code rounds}
 * @param loggedValue the mean of the logged rewards
 * @param estimators by name: {@code ips}, {@code snips}, {@code dm}, {@code dr}, {@code switch_dr}, and for several slots {@code slate}
 */
public record PolicyValue(
    String name,
    long rounds,
    EvaluationQuery.ValueOf valueOf,
    long learnedFrom,
    long accepted,
    double loggedValue,
    Map<String, ValueEstimate> estimators) {

  /** Copies the map. */
  public PolicyValue {
    estimators = Collections.unmodifiableMap(new LinkedHashMap<>(estimators));
  }
}

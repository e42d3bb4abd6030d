package dev.bandolier.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Asks what policies would have earned on a campaign's closed decisions.
 *
 * @param campaign its resource name
 * @param slot the only slot that counts; empty: all of them together
 * @param policies by the names that they go by in the answer, in that order
 * @param valueOf which value of a policy that learns is meant
 * @param earlier what a frozen policy learns from first: a share of the decisions, or from 1 on their number; empty: half
 * @param clip weights above it count as it; empty: none
 */
public record EvaluationQuery(
    String campaign,
    String slot,
    Map<String, PolicySetting> policies,
    ValueOf valueOf,
    OptionalDouble earlier,
    OptionalDouble clip) {

  /** Which value of a policy that learns is meant. */
  public enum ValueOf {
    /** Of the policy as it is after the earlier decisions, on the later ones. */
    FROZEN,
    /** Of the policy while it learns from what it does itself. */
    OWN_RUN
  }

  /** Copies the map. */
  public EvaluationQuery {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(valueOf, "valueOf");
    policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
  }

  /** All slots together, frozen, the server's settings. */
  public static EvaluationQuery of(String campaign, Map<String, PolicySetting> policies) {
    OptionalDouble none = OptionalDouble.empty();
    return new EvaluationQuery(campaign, "", policies, ValueOf.FROZEN, none, none);
  }

  /** The same of another value. */
  public EvaluationQuery with(ValueOf newValueOf) {
    return new EvaluationQuery(campaign, slot, policies, newValueOf, earlier, clip);
  }
}

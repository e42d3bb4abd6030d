package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.SlotWanted;
import java.util.List;

/**
 * A campaign of the siege: what the server is told about it, and what the book reckons with.
 *
 * @param name the resource name
 * @param slots in their order
 * @param rules all with the same window
 * @param learningMode the contract's short name
 * @param hasty whether windows are so short that all are closed at the end; else none is
 * @param windowMillis of all outcomes
 * @param deferredShare how many decisions are deferred, in [0, 1]
 * @param holdout the share of the holdout
 * @param censorsAtClose whether slots without an outcome are censored when their window closes
 * @param timed whether outcomes carry their own times
 * @param durability of acknowledged outcomes, the contract's short name; empty: the server's
 * @param keeping how its decisions are kept
 */
record Scheme(
    String name,
    List<Choice> slots,
    List<Rule> rules,
    String learningMode,
    boolean hasty,
    long windowMillis,
    double deferredShare,
    double holdout,
    boolean censorsAtClose,
    boolean timed,
    String durability,
    Keeping keeping) {

  /** How long after a window's end outcomes may still arrive. */
  static final long GRACE_MILLIS = 1_000;

  /** How long a deferred decision of a hasty campaign waits for its activation. */
  static final long ACTIVATION_MILLIS = 6_000;

  /**
   * A slot.
   *
   * @param count how many arms a decision shows
   */
  record Choice(String slot, List<String> arms, int count) {
    SlotWanted wanted() {
      return SlotWanted.best(slot, count);
    }
  }

  Rule rule(String outcome) {
    return rules.stream().filter(rule -> rule.outcome().equals(outcome)).findFirst().orElseThrow();
  }

  /** The rules that credit a slot. */
  List<Rule> crediting(String slot) {
    return rules.stream().filter(rule -> rule.slots().contains(slot)).toList();
  }

  /** Whether some slot shows several arms, so that outcomes must say which. */
  boolean listed() {
    return slots.stream().anyMatch(slot -> slot.count() > 1);
  }

  /** How long after its last decision nothing is open any more, where it is hasty. */
  long quietMillis() {
    return Math.max(windowMillis, ACTIVATION_MILLIS) + GRACE_MILLIS;
  }
}

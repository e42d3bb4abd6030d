package dev.bandolier.loadtest.chaos;

import java.util.Set;

/**
 * What one kind of outcome is worth, as the book reckons it.
 *
 * @param outcome the outcome's name
 * @param reward of one outcome, or per unit of its value
 * @param usesValue whether the value counts, clipped to [0, {@code most}]
 * @param most the greatest value that counts
 * @param slots those that it credits
 * @param aggregation how several become one number
 * @param unknowable whether one that a machine caused censors the credited slots; else it is ignored
 * @param requires outcomes without which the credited slots are censored at close
 */
record Rule(
    String outcome,
    double reward,
    boolean usesValue,
    double most,
    Set<String> slots,
    Aggregation aggregation,
    boolean unknowable,
    Set<String> requires) {

  /** How several outcomes of a name become one number; first and last by their own times. */
  enum Aggregation {
    FIRST,
    LAST,
    SUM,
    MAX
  }

  /** A rule of a fixed reward, the first outcome counting. */
  static Rule fixed(String outcome, double reward, String... slots) {
    return new Rule(outcome, reward, false, 0, Set.of(slots), Aggregation.FIRST, false, Set.of());
  }

  /** A rule that multiplies the value. */
  static Rule valued(
      String outcome, double reward, double most, Aggregation aggregation, String... slots) {
    return new Rule(outcome, reward, true, most, Set.of(slots), aggregation, false, Set.of());
  }

  Rule requiring(String other) {
    return new Rule(
        outcome, reward, usesValue, most, slots, aggregation, unknowable, Set.of(other));
  }

  Rule spoiltByMachines() {
    return new Rule(outcome, reward, usesValue, most, slots, aggregation, true, requires);
  }

  double worth(double value) {
    return usesValue ? reward * Math.max(0, Math.min(most, value)) : reward;
  }

  boolean clips(double value) {
    return usesValue && (value < 0 || value > most);
  }

  /** The two numbers as one, the first having come of earlier outcomes in their own time's order. */
  double join(double before, double next) {
    return switch (aggregation) {
      case FIRST -> before;
      case LAST -> next;
      case SUM -> before + next;
      case MAX -> Math.max(before, next);
    };
  }
}

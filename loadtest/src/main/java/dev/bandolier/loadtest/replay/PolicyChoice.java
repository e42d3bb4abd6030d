package dev.bandolier.loadtest.replay;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A policy by its short name, with settings where the spec gives them.
 *
 * @param type as in {@code LINEAR_THOMPSON}
 * @param exploration the width, as a multiple of the posterior's standard deviation
 * @param priorPrecision the prior's weight in observations
 * @param halfLife after how many decisions what was learned counts half; absent: nothing is forgotten by age
 * @param onChange whether is forgotten when rewards no longer come as predicted
 */
record PolicyChoice(
    String type,
    OptionalDouble exploration,
    OptionalDouble priorPrecision,
    OptionalDouble halfLife,
    boolean onChange) {
  private static final String ON_CHANGE = "change";
  private static final Pattern SHORT_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  PolicyChoice {
    if (!SHORT_NAME.matcher(type).matches()) {
      throw new SpecException("'" + type + "' is no policy; one looks like LINEAR_THOMPSON");
    }
  }

  /**
   * From a command line: {@code TYPE}, {@code TYPE:EXPLORATION}, {@code TYPE:EXPLORATION:PRIOR_PRECISION}, or
   * {@code TYPE:EXPLORATION:PRIOR_PRECISION:HALF_LIFE_DECISIONS}, the last of which may be {@code change} instead: forget
   * on changes; what is left empty has its default.
   *
   * @throws SpecException where it is not one
   */
  static PolicyChoice parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 4) {
      throw new SpecException("'" + text + "' is no policy; one looks like LIN_UCB:0.5");
    }
    return new PolicyChoice(
        parts[0],
        setting(text, parts, 1),
        setting(text, parts, 2),
        setting(text, parts, 3),
        parts.length > 3 && parts[3].equals(ON_CHANGE));
  }

  private static OptionalDouble setting(String text, String[] parts, int index) {
    try {
      return index < parts.length
              && !parts[index].isEmpty()
              && !(index == 3 && parts[index].equals(ON_CHANGE))
          ? OptionalDouble.of(Double.parseDouble(parts[index]))
          : OptionalDouble.empty();
    } catch (NumberFormatException notOne) {
      throw new SpecException("'" + text + "': '" + parts[index] + "' is no number", notOne);
    }
  }

  /** With the server's settings. */
  static PolicyChoice plain(String type) {
    return new PolicyChoice(
        type, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), false);
  }
}

package dev.bandolier.loadtest.replay;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A policy by its short name, with settings where the spec gives them.
 *
 * @param type as in {@code LINEAR_THOMPSON}
 * @param exploration the width, as a multiple of the posterior's standard deviation
 * @param priorPrecision the prior's weight in observations
 */
record PolicyChoice(String type, OptionalDouble exploration, OptionalDouble priorPrecision) {
  private static final Pattern SHORT_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  PolicyChoice {
    if (!SHORT_NAME.matcher(type).matches()) {
      throw new SpecException("'" + type + "' is no policy; one looks like LINEAR_THOMPSON");
    }
  }

  /** With the server's settings. */
  static PolicyChoice plain(String type) {
    return new PolicyChoice(type, OptionalDouble.empty(), OptionalDouble.empty());
  }
}

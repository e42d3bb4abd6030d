package dev.bandolier.loadtest.replay;

/** One named value of a row's context. */
sealed interface ContextValue {

  /** The feature's name, as the campaign declares it. */
  String name();

  /** A word. */
  record Category(String name, String value) implements ContextValue {}

  /** A finite number. */
  record Quantity(String name, double value) implements ContextValue {}

  /** True or false. */
  record Flag(String name, boolean value) implements ContextValue {}
}

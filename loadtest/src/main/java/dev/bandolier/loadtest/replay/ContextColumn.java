package dev.bandolier.loadtest.replay;

/** How one column of the data becomes a feature of the context. */
sealed interface ContextColumn {

  /** One of a set of words; the set is read from the data. */
  record Categorical() implements ContextColumn {}

  /** A number that wraps around at the period. */
  record Cyclic(double period) implements ContextColumn {}

  /** A number in a declared range. */
  record Numeric(double min, double max) implements ContextColumn {}

  /** True or false. */
  record Flag() implements ContextColumn {}
}

package dev.bandolier.server.evaluate;

/** Begins imports; any thread. */
@FunctionalInterface
public interface Imports {

  /** An import of nothing yet. */
  Import begin();
}

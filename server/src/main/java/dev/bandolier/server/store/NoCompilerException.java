package dev.bandolier.server.store;

import java.io.IOException;

/** The Java runtime has no compiler, which Chronicle Map needs to open a map. */
public final class NoCompilerException extends IOException {
  private static final long serialVersionUID = 1L;

  NoCompilerException() {
    super("this Java runtime has no compiler: run the server on a full JDK, not on a JRE");
  }
}

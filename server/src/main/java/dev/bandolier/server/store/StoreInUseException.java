package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another store of this one, has the directory open. */
public final class StoreInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreInUseException(Path directory) {
    super("the store " + directory + " is in use by another process");
  }
}

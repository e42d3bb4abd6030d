package dev.bandolier.server.store;

import java.io.IOException;

/** A file of the store is not what was written. Ends as {@link Recovery.RebuildNeeded}. */
final class DamagedStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedStoreException(String message) {
    super(message);
  }

  DamagedStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.bandolier.server.learn;

import java.io.IOException;

/** Store, catalog and journal do not belong together: the first two have to be made again. */
public final class UnfitStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  UnfitStoreException(String problem) {
    super(problem);
  }
}

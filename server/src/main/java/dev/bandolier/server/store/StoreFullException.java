package dev.bandolier.server.store;

import java.io.IOException;

/** The memory of a share is too small for what has to go in. */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreFullException(Share share) {
    super("the memory of the " + share.fileWord() + " is too small, or the disk is full");
  }

  /** There is no room on the disk. */
  public StoreFullException(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}

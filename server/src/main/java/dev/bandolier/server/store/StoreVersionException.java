package dev.bandolier.server.store;

import java.io.IOException;

/** The store was written by a newer version. Nothing was touched. */
public final class StoreVersionException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreVersionException(int found, int known) {
    super("the store has format " + found + ", this version knows formats up to " + known);
  }
}

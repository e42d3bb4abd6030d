package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Path;

/** For tests that copy a store's files to see what a kill would leave. */
public final class Copied {

  private Copied() {}

  /** Makes a copied store pass for the original, which it would not be trusted to be. */
  public static void adopt(Path store) throws IOException {
    StoreDirectory.markHere(store);
  }
}

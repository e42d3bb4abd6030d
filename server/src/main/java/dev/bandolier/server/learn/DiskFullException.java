package dev.bandolier.server.learn;

import java.io.IOException;

/** Folding was given up because the disk has no room for what it needs; the next start goes on. */
final class DiskFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DiskFullException(IOException cause) {
    super("the disk has no room to fold what is in the journal: " + cause.getMessage(), cause);
  }
}

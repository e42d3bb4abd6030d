package dev.bandolier.server;

import java.nio.file.Path;

/** Another process has the data directory. */
final class DataInUseException extends StartException {
  private static final long serialVersionUID = 1;

  DataInUseException(Path root) {
    super(
        "the data directory "
            + root
            + " is in use by another process: stop it, or choose another --data");
  }
}

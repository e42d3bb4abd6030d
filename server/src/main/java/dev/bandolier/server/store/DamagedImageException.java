package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Path;

/** An image file is not what was written. The message names the file and what is wrong with it. */
public final class DamagedImageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedImageException(Path file, String problem) {
    super("the image " + file + " is damaged: " + problem);
  }
}

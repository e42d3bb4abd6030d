package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Path;

/** An image file was written by a newer version. */
public final class ImageVersionException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageVersionException(Path file, int found, int known) {
    super(
        "the image %s has format %d, this version knows formats up to %d"
            .formatted(file, found, known));
  }
}

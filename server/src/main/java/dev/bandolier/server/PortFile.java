package dev.bandolier.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells whoever started the process which ports it got. */
final class PortFile {
  private PortFile() {}

  /** Writes the lines at once: a reader sees all of them or no file. */
  static void write(Path file, String lines) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, lines);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

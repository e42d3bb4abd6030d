package dev.bandolier.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a command writes what it has found. A file appears under its name when it is whole; a link stays one, and its file is replaced. A
 * device or a pipe, such as {@code /dev/null}, is written to as it is, never replaced. Closing it takes back what was not {@link #keep kept}. One thread.
 */
final class OutputFile implements AutoCloseable {

  private final Path target;
  private final Path draft;

  private OutputFile(Path target, Path draft) {
    this.target = target;
    this.draft = draft;
  }

  /** Nothing is written yet. */
  static OutputFile of(Path named) throws IOException {
    Path target = Files.exists(named) ? named.toRealPath() : named;
    boolean stream =
        Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
    return new OutputFile(
        target, stream ? target : target.resolveSibling(target.getFileName() + ".new"));
  }

  /** What is to be written. */
  Path draft() {
    return draft;
  }

  /** It is whole. */
  void keep() throws IOException {
    if (!draft.equals(target)) {
      Files.move(
          draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    if (!draft.equals(target)) {
      Files.deleteIfExists(draft);
    }
  }
}

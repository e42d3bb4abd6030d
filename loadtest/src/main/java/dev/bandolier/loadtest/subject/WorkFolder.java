package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder to work in: one that the caller named and that stays, or a temporary one that goes unless
 * something went wrong. One thread.
 */
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private boolean kept;

  private WorkFolder(Path path, boolean kept) {
    this.path = path.toAbsolutePath();
    this.kept = kept;
  }

  static WorkFolder temporary() throws IOException {
    return new WorkFolder(Files.createTempDirectory("bandolier-loadtest"), false);
  }

  static WorkFolder named(Path path) throws IOException {
    Files.createDirectories(path);
    try (Stream<Path> inside = Files.list(path)) {
      if (inside.findAny().isPresent()) {
        throw new TargetException("--data: " + path + " is not empty");
      }
    }
    return new WorkFolder(path, true);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Lets it stay, since somebody will want to look at it. */
  public void keep() {
    kept = true;
  }

  /** Deletes it, or says where it is. */
  @Override
  public void close() throws IOException {
    if (kept) {
      System.err.println("the server's data and log are in " + path);
    } else {
      delete(path);
    }
  }

  /** Deletes a folder, which need not be there, and everything in it. */
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}

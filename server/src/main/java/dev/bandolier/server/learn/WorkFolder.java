package dev.bandolier.server.learn;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary directories of those who fold facts again: deleted when they are done, or at the next start. */
public final class WorkFolder {

  /** The beginning of the names of those that belong to a replay. */
  public static final String REPLAY = "replay-";

  /** The beginning of the names of those that belong to a rollback. */
  static final String FOLD_AGAIN = "fold-again-";

  private WorkFolder() {}

  /** Makes one. */
  public static Path make(Path work, String prefix) throws IOException {
    return Files.createTempDirectory(work, prefix);
  }

  /** Deletes a file, or a directory with all that is in it. */
  public static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes what a killed process has left. */
  public static void deleteLeftovers(Path work, String prefix) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(work, prefix + "*")) {
      for (Path directory : left) {
        delete(directory);
      }
    }
  }
}

package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of this room share: small stores, and copies of what a kill would leave. */
final class Stores {
  static final int ARM = 1;
  static final int ENTRY = BlockStore.LEDGER_KIND | 2;

  private Stores() {}

  /** A few MiB at most, small extents, a short quarantine. */
  static StoreConfig small() {
    return new StoreConfig(4 << 20, 2 << 20, 16 << 10, 256 << 10, 3, Duration.ofSeconds(60), false);
  }

  static BlockStore open(Path directory) throws IOException {
    return BlockStore.open(directory, small(), StoreListener.NONE);
  }

  /**
   * Copies a store as it is at this moment: what a process killed right now leaves behind, but for an
   * extent in the making, which may be gone while we look.
   */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Path unfinished = ExtentFile.unfinished(from);
    for (Path file : files(from)) {
      if (!file.equals(unfinished)) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Copied.adopt(to);
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** The file of an extent. */
  static Path extent(Path directory, int number) throws IOException {
    return ExtentFile.in(directory).stream()
        .filter(file -> file.number() == number)
        .findFirst()
        .orElseThrow()
        .path();
  }
}

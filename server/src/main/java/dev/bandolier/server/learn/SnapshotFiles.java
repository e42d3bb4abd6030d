package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.ImageWriter;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of snapshots: an image file each, named after the fact that made it. Any thread. */
final class SnapshotFiles {

  /** The note in an image file that describes the snapshot. */
  static final int DESCRIPTION = 100;

  private static final String SUFFIX = ".image";

  private final Path directory;

  SnapshotFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Makes names that were given or taken durable. */
  void force() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  Path taken(int campaign, long position) {
    return directory.resolve("taken-%d-%020d%s".formatted(campaign, position, SUFFIX));
  }

  Path imported(int campaign, String digest) {
    return directory.resolve("imported-%d-%s%s".formatted(campaign, digest, SUFFIX));
  }

  /** The file that a rollback names. */
  Path of(RolledBack fact) {
    return fact.imported()
        ? imported(fact.campaign(), fact.digest())
        : taken(fact.campaign(), fact.snapshot());
  }

  /**
   * The file that a rollback names, if it is what the fact says.
   *
   * @throws IOException if it is not
   */
  Path require(RolledBack fact) throws IOException {
    Path file = of(fact);
    ImageSummary summary = summary(file);
    if (summary == null) {
      throw new NoSuchFileException(
          file.toString(), null, "a rollback in the journal needs this snapshot: restore the file");
    }
    if (!summary.digest().equals(fact.digest())) {
      throw new IOException(
          "the snapshot %s has the digest %s, the rollback in the journal names %s: restore the file"
              .formatted(file, summary.digest(), fact.digest()));
    }
    return file;
  }

  /** What a file says about itself, or null where there is none. */
  static @Nullable ImageSummary summary(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try (ImageReader reader = ImageReader.open(file)) {
      return reader.summary();
    }
  }

  /** What a whole file says of its snapshot. */
  static Snapshot describe(Path file) throws IOException {
    try (ImageReader image = ImageReader.open(file)) {
      return SnapshotCapture.complete(
          SnapshotDescription.read(image), image.summary(), Files.size(file));
    }
  }

  /** The oldest journal position that folding on from a snapshot reads, which was made at a position. */
  static long oldest(Path file, long position) {
    try {
      ImageSummary summary = summary(file);
      return summary == null ? 0 : Math.min(summary.oldest(), position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of one campaign. */
  List<Path> of(int campaign) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isOf(campaign, file.getFileName().toString())).toList();
    }
  }

  /** Deletes what a killed process left unfinished. */
  static void deleteDrafts(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(ImageWriter.UNFINISHED_SUFFIX)
            || name.startsWith(SnapshotExchange.PREFIX)
            || name.endsWith(ImportWriter.DRAFT_SUFFIX)) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isOf(int campaign, String name) {
    return name.endsWith(SUFFIX)
        && (name.startsWith("taken-" + campaign + "-")
            || name.startsWith("imported-" + campaign + "-"));
  }
}

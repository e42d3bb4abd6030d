package dev.bandolier.server;

import dev.bandolier.server.learn.WorkFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A data directory in the making, as a copy of another one: everything but the journal, which is copied
 * by rules of its own, and but what is derived from it and made again. The file {@code format} comes last:
 * before it no server takes the copy for a data directory. Used once, by one thread.
 */
final class DataCopy {

  /** Of one process's life, derived, or copied in another way. */
  private static final Set<String> LEFT_OUT =
      Set.of("lock", "store", "catalog", "journal", "format");

  private static final Pattern UNFINISHED =
      Pattern.compile("(replay|fold-again)-.*|.*\\.(new|tmp|unfinished)");
  private static final Pattern BASE = Pattern.compile("base-(\\d{20})\\.image.*");

  private final Path from;
  private final Path to;
  private final List<String> copied = new ArrayList<>();
  private long bytes;

  private DataCopy(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Begins a copy.
   *
   * @param to is made if need be
   * @throws StartException if there is no data directory to copy, or the target is not empty
   */
  static DataCopy begin(Path from, Path to) throws IOException, StartException {
    DataDirectory.requireData(from);
    if (to.toAbsolutePath().normalize().startsWith(from.toAbsolutePath().normalize())) {
      throw new StartException("the copy must not lie in the data directory: choose another --to");
    }
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(to)) {
      if (files.findAny().isPresent()) {
        throw new StartException("the directory " + to + " is not empty: choose another --to");
      }
    }
    return new DataCopy(from, to);
  }

  /** Where the journal belongs. */
  Path journal() throws IOException {
    return Files.createDirectories(to.resolve("journal"));
  }

  /**
   * Copies everything but the journal.
   *
   * @param bases which base snapshots, by the position of the last fact that they know
   * @throws NoSuchFileException if a file disappeared meanwhile: begin again
   */
  void copyRest(LongPredicate bases) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path inside = from.relativize(folder);
            if (isLeftOut(inside)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(inside));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path inside = from.relativize(file);
            if (attributes.isRegularFile() && !isLeftOut(inside) && isWanted(file, bases)) {
              copy(inside);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isLeftOut(Path inside) {
    return LEFT_OUT.contains(inside.toString())
        || UNFINISHED.matcher(inside.getFileName().toString()).matches();
  }

  private static boolean isWanted(Path file, LongPredicate bases) {
    Matcher base = BASE.matcher(file.getFileName().toString());
    return !base.matches() || bases.test(Long.parseLong(base.group(1)));
  }

  private void copy(Path inside) throws IOException {
    Path target = to.resolve(inside);
    Files.copy(from.resolve(inside), target, StandardCopyOption.COPY_ATTRIBUTES);
    force(target, StandardOpenOption.WRITE);
    copied.add(inside.toString());
    bytes += Files.size(target);
  }

  /** Makes the copy a data directory, and waits until all of it is on disk. */
  void finish() throws IOException {
    try (Stream<Path> found = Files.walk(to)) {
      for (Path folder : found.filter(Files::isDirectory).toList()) {
        force(folder, StandardOpenOption.READ);
      }
    }
    copy(Path.of("format"));
    force(to, StandardOpenOption.READ);
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /** Takes everything back. */
  void undo() throws IOException {
    try (Stream<Path> files = Files.list(to)) {
      for (Path file : files.toList()) {
        WorkFolder.delete(file);
      }
    }
    copied.clear();
    bytes = 0;
  }

  /** What was copied besides the journal. */
  List<String> copied() {
    return List.copyOf(copied);
  }

  /** Bytes of that. */
  long bytes() {
    return bytes;
  }
}

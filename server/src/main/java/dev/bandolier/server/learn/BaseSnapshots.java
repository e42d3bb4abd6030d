package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.DamagedImageException;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageRestore;
import dev.bandolier.server.store.ImageVersionException;
import dev.bandolier.server.store.ImageWriter;
import dev.bandolier.server.store.StoreFullException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The base snapshots in a directory: {@code base-<position, 20 digits>.image}. A file has that name only
 * when it is whole, on the disk, and the journal on the disk up to its position. A file that is found
 * damaged gets {@code .damaged} behind its name and is not looked at again.
 *
 * <p>Reading and {@link #restore} are for any thread; one thread at a time takes and deletes.
 */
public final class BaseSnapshots {

  /** The suffix of a damaged one. */
  static final String DAMAGED_SUFFIX = ".damaged";

  private static final String PATTERN = "base-*.image";

  private final Path directory;
  private final BaseListener listener;

  private BaseSnapshots(Path directory, BaseListener listener) {
    this.directory = directory;
    this.listener = listener;
  }

  /** Opens a directory, made if need be, and deletes what was being written when the process ended. */
  public static BaseSnapshots open(Path directory, BaseListener listener) throws IOException {
    Files.createDirectories(directory);
    String unfinished = PATTERN + ImageWriter.UNFINISHED_SUFFIX;
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, unfinished)) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
    return new BaseSnapshots(directory, listener);
  }

  /** Looks into a directory that may belong to a running server; changes nothing there. */
  public static BaseSnapshots read(Path directory, BaseListener listener) {
    return new BaseSnapshots(directory, listener);
  }

  /** All whose header and trailer are whole, by position; the others are reported. */
  public List<BaseSnapshot> all() throws IOException {
    List<BaseSnapshot> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PATTERN)) {
        for (Path file : files) {
          look(file).ifPresent(found::add);
        }
      }
    }
    found.sort((one, other) -> Long.compare(one.position(), other.position()));
    return found;
  }

  private Optional<BaseSnapshot> look(Path file) throws IOException {
    try (ImageReader reader = ImageReader.open(file)) {
      return Optional.of(new BaseSnapshot(file, reader.summary()));
    } catch (DamagedImageException | ImageVersionException e) {
      listener.damaged(file, e);
      return Optional.empty();
    } catch (NoSuchFileException deletedMeanwhile) {
      return Optional.empty();
    }
  }

  /**
   * Refuses a directory into which a newer version has written.
   *
   * @throws ImageVersionException for the first such file
   */
  public void requireKnownVersions() throws IOException {
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PATTERN)) {
        for (Path file : files) {
          requireKnownVersion(file);
        }
      }
    }
  }

  private static void requireKnownVersion(Path file) throws IOException {
    try {
      ImageReader.open(file).close();
    } catch (DamagedImageException | NoSuchFileException reportedWhenItIsLookedFor) {
      // a damaged one is not a newer version's
    }
  }

  /** The newest one that is not beyond a position. */
  public Optional<BaseSnapshot> newest(long notAfter) throws IOException {
    return all().stream()
        .filter(base -> base.position() <= notAfter)
        .reduce((older, newer) -> newer);
  }

  /** The oldest one: where a journal begins whose beginning was retired. */
  public Optional<BaseSnapshot> oldest() throws IOException {
    return all().stream().findFirst();
  }

  /** Those from which a journal can be folded on to its end, newest first. */
  public List<BaseSnapshot> startsFor(RecordSource journal) throws IOException {
    List<BaseSnapshot> fitting = new ArrayList<>(all());
    fitting.removeIf(
        base -> base.position() >= journal.endPosition() || base.needs() < journal.firstPosition());
    Collections.reverse(fitting);
    return fitting;
  }

  /**
   * Makes an empty store and an empty catalog what they were when the base was taken.
   *
   * @param known which of its blocks a journal that was salvaged still explains, see {@link LostStretch}
   * @throws DamagedImageException if the file is not whole; the store must be reset then, the catalog is
   *     as it was
   * @throws StoreFullException if the store may not take that much; likewise
   */
  public static void restore(
      BaseSnapshot base, BlockStore store, Journal catalog, ImageRestore.Wanted known)
      throws IOException {
    try (ImageReader reader = ImageReader.open(base.file())) {
      Catalog empty = new Catalog(catalog, Folding.NO_PATIENCE);
      ImageRestore.run(reader, store, known, new CatalogNotes.Restored(empty));
    } catch (DiskFullException e) {
      throw new StoreFullException(e);
    }
  }

  /** Where a base of that position belongs. */
  Path file(long position) {
    return directory.resolve(String.format(Locale.ROOT, "base-%020d.image", position));
  }

  /** Whether so many more bytes fit the disk with some to spare. */
  boolean hasRoomFor(long bytes, long spare) throws IOException {
    return Files.getFileStore(directory).getUsableSpace() >= bytes + spare;
  }

  /** Reads a whole file; tells the listener, and sets it aside, if it is damaged. */
  boolean isWhole(BaseSnapshot base) throws IOException {
    try {
      ImageReader.check(base.file());
      return true;
    } catch (DamagedImageException e) {
      listener.damaged(base.file(), e);
      setAside(base);
      return false;
    }
  }

  /** Keeps a damaged file from being used. */
  public void setAside(BaseSnapshot base) throws IOException {
    Path name = base.file().resolveSibling(base.file().getFileName() + DAMAGED_SUFFIX);
    Files.move(base.file(), name, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete(BaseSnapshot base) throws IOException {
    Files.deleteIfExists(base.file());
  }
}

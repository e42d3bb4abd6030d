package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The small files beside the extents: {@code lock} (held while open), {@code format} (version),
 * {@code boot} (which boot of the machine wrote last, and where) and {@code clean} (present while closed
 * properly). Each change is on the disk when its method returns.
 *
 * <p>Where: device and inode of the lock file, and when that inode was last changed, which no copy can
 * imitate. So a copy of a directory is told from the directory, at the price that a change of the lock
 * file's owner or mode makes it look like a copy.
 */
final class StoreDirectory implements AutoCloseable {
  /** The format that this version writes. */
  static final int FORMAT = 3;

  private static final String LOCK = "lock";
  private static final String BOOT = "boot";
  private static final String FORMAT_WORD = "bandolier-store ";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path directory;
  private final FileChannel lockChannel;

  private StoreDirectory(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
  }

  /**
   * Takes the directory, made if need be.
   *
   * @throws StoreInUseException if somebody has it
   */
  static StoreDirectory take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new StoreInUseException(directory);
    }
    return new StoreDirectory(directory, channel);
  }

  Path path() {
    return directory;
  }

  /** Whether nothing was ever stored here. */
  boolean isFresh() throws IOException {
    return !Files.exists(format()) && ExtentFile.in(directory).isEmpty();
  }

  /**
   * Checks that this version can read what is here.
   *
   * @throws StoreVersionException if it is too new
   * @throws DamagedStoreException if it is not a store's version, or one before this, which is made
   *     again rather than converted
   */
  void checkFormat() throws IOException {
    int version = version();
    if (version > FORMAT) {
      throw new StoreVersionException(version, FORMAT);
    }
    if (version < FORMAT) {
      throw new DamagedStoreException("an earlier version wrote it, in format " + version);
    }
  }

  void writeFormat() throws IOException {
    write(format(), FORMAT_WORD + FORMAT + "\n");
  }

  boolean isClean() {
    return Files.exists(clean());
  }

  /**
   * Checks that what the last writer has mapped is all there, though it did not close.
   *
   * @throws DamagedStoreException if that cannot be known
   */
  void checkWriter() throws IOException {
    if (!isSameBoot()) {
      throw new DamagedStoreException("the machine stopped before the store was closed");
    }
    if (!isSamePlace()) {
      throw new DamagedStoreException("it is a copy of a store that was not closed");
    }
  }

  private boolean isSameBoot() throws IOException {
    String now = bootId();
    return !now.isEmpty() && now.equals(marked(0));
  }

  /** Whether the last writer wrote here, and not into the directory that this is a copy of. */
  boolean isSamePlace() throws IOException {
    String here = place(directory);
    return !here.isEmpty() && here.equals(marked(1));
  }

  private String marked(int line) throws IOException {
    List<String> lines =
        Files.exists(boot()) ? Files.readAllLines(boot(), StandardCharsets.ISO_8859_1) : List.of();
    return line < lines.size() ? lines.get(line) : "";
  }

  /** Before the first change: from now on a stop is a kill. */
  void markOpen() throws IOException {
    markHere(directory);
    Files.deleteIfExists(clean());
    force(clean());
  }

  /** Writes down which boot of the machine this is, and where the directory lies. */
  static void markHere(Path directory) throws IOException {
    write(directory.resolve(BOOT), bootId() + "\n" + place(directory) + "\n");
  }

  /** After the last change is on the disk. */
  void markClean() throws IOException {
    write(clean(), "");
  }

  /** Forgets what the marks say, before everything is thrown away. */
  void clear() throws IOException {
    Files.deleteIfExists(clean());
    ExtentFile.deleteAll(directory);
    Files.deleteIfExists(format());
    force(format());
  }

  /** Gives the directory back. */
  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  /** Makes the appearance or disappearance of a file durable. */
  static void force(Path file) throws IOException {
    try (FileChannel parent =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private int version() throws IOException {
    String text =
        Files.exists(format())
            ? Files.readString(format(), StandardCharsets.ISO_8859_1).strip()
            : "";
    try {
      return Integer.parseInt(
          text.startsWith(FORMAT_WORD) ? text.substring(FORMAT_WORD.length()) : "");
    } catch (NumberFormatException e) {
      throw new DamagedStoreException("the file format is missing or unreadable", e);
    }
  }

  private static String bootId() throws IOException {
    return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
  }

  private static String place(Path directory) throws IOException {
    Path lock = directory.resolve(LOCK);
    if (!lock.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return "";
    }
    Map<String, Object> attributes = Files.readAttributes(lock, "unix:dev,ino,ctime");
    return "%s %s %s"
        .formatted(attributes.get("dev"), attributes.get("ino"), attributes.get("ctime"));
  }

  private static void write(Path path, String text) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    force(path);
  }

  private Path format() {
    return directory.resolve("format");
  }

  private Path boot() {
    return directory.resolve(BOOT);
  }

  private Path clean() {
    return directory.resolve("clean");
  }
}

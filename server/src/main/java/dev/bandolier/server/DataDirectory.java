package dev.bandolier.server;

import dev.bandolier.server.decide.UnitSecret;
import dev.bandolier.server.token.TokenSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of everything that outlives the process, taken by one process at a time. Layout: {@code
 * format} (the layout's version), {@code lock}, {@code unit-secret}, {@code token-secret}, {@code journal/} (the truth),
 * {@code catalog/} and {@code store/} (derived from it), {@code bases/}
 * (base snapshots).
 */
final class DataDirectory implements AutoCloseable {

  /** The layout's version: 2 since decisions are journalled in the compact layout. */
  static final int FORMAT = 2;

  private static final String DRAFT = "format.new";

  /** What a first start that was cut off has left. */
  private static final Set<String> BEGUN = Set.of("lock", DRAFT);

  private static final int UNIT_SECRET_BYTES = 2 * Long.BYTES;
  private static final int TOKEN_SECRET_BYTES = 4 * Long.BYTES;

  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Takes a directory, which is made if need be.
   *
   * @throws StartException if another process has it, a newer version wrote it, or it cannot be used
   */
  static DataDirectory take(Path root) throws StartException {
    try {
      Files.createDirectories(root);
      checkFormat(root);
      DataDirectory taken = new DataDirectory(root, lock(root));
      if (!Files.exists(root.resolve("format"))) {
        taken.writeFormat();
      }
      return taken;
    } catch (IOException e) {
      throw new StartException(
          "the data directory " + root + " cannot be read and written: " + reason(e), e);
    }
  }

  /**
   * Checks that there is a data directory that this version can read; touches nothing.
   *
   * @throws StartException if there is none, or a newer version wrote it
   */
  static void requireData(Path root) throws IOException, StartException {
    if (!Files.isRegularFile(root.resolve("format"))) {
      throw new StartException(
          "there is no data directory " + root + ": give the one of serve with --data");
    }
    checkFormat(root);
  }

  private static void checkFormat(Path root) throws IOException, StartException {
    Path format = root.resolve("format");
    if (!Files.exists(format)) {
      refuseForeignFiles(root);
      return;
    }
    String text = Files.readString(format).trim();
    if (!text.matches("\\d{1,9}")) {
      throw new StartException(
          "the data directory " + root + " is damaged: the file format says '" + text + "'");
    }
    if (Integer.parseInt(text) > FORMAT) {
      throw new StartException(
          "the data directory %s was written by a newer version (format %s, this one knows %d). Nothing was changed; start that version."
              .formatted(root, text, FORMAT));
    }
  }

  private static void refuseForeignFiles(Path root) throws IOException, StartException {
    try (Stream<Path> files = Files.list(root)) {
      if (files.anyMatch(file -> !BEGUN.contains(file.getFileName().toString()))) {
        throw new StartException(
            "the directory " + root + " is not empty and no data directory: choose another --data");
      }
    }
  }

  private static FileChannel lock(Path root) throws IOException, StartException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new DataInUseException(root);
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** From now on older versions refuse the directory, which is about to get facts that they cannot read. */
  void raiseFormat() throws IOException {
    if (Integer.parseInt(Files.readString(root.resolve("format")).trim()) < FORMAT) {
      writeFormat();
    }
  }

  private void writeFormat() throws IOException {
    Path draft = root.resolve(DRAFT);
    Files.writeString(draft, FORMAT + "\n", StandardOpenOption.CREATE, StandardOpenOption.SYNC);
    Files.move(draft, root.resolve("format"), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(root, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** The size of the newest of the journal's files; 64 MiB where there is none. */
  static long segmentBytes(Path root) throws IOException {
    Path journal = root.resolve("journal");
    if (!Files.isDirectory(journal)) {
      return 64 << 20;
    }
    try (Stream<Path> files = Files.list(journal)) {
      Path newest =
          files
              .filter(file -> file.toString().endsWith(".log"))
              .sorted()
              .reduce((a, b) -> b)
              .orElse(null);
      return newest == null ? 64 << 20 : Math.max(1 << 20, Files.size(newest));
    }
  }

  Path journal() {
    return root.resolve("journal");
  }

  Path catalog() {
    return root.resolve("catalog");
  }

  Path store() {
    return root.resolve("store");
  }

  Path snapshots() {
    return root.resolve("snapshots");
  }

  Path bases() {
    return root.resolve("bases");
  }

  Path root() {
    return root;
  }

  /**
   * What units are hashed with; made at the first start, readable by the owner alone.
   *
   * @param random where new secrets come from
   */
  UnitSecret unitSecret(LongSupplier random) throws IOException {
    ByteBuffer secret = ByteBuffer.wrap(secret("unit-secret", UNIT_SECRET_BYTES, random));
    return new UnitSecret(secret.getLong(), secret.getLong());
  }

  /**
   * What seals the tokens of this directory; made at the first start, readable by the owner alone.
   *
   * @param random where new secrets come from
   */
  TokenSeal tokenSeal(LongSupplier random) throws IOException {
    return new TokenSeal(secret("token-secret", TOKEN_SECRET_BYTES, random));
  }

  private byte[] secret(String name, int length, LongSupplier random) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      ByteBuffer made = ByteBuffer.allocate(length);
      while (made.hasRemaining()) {
        made.putLong(random.getAsLong());
      }
      Path draft = root.resolve(name + ".new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(draft, made.array(), StandardOpenOption.SYNC);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != length) {
      throw new IOException("the file " + file + " must have " + length + " bytes");
    }
    return bytes;
  }

  /** Deletes the catalog, which is made again from the journal. */
  void deleteCatalog() throws IOException {
    if (!Files.exists(catalog())) {
      return;
    }
    try (Stream<Path> files = Files.list(catalog())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** A failure's reason in words: the class says it where the message is only the file's name. */
  static String reason(IOException e) {
    String kind = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? kind : kind + " " + e.getMessage();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package dev.bandolier.server.store;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.locks.InterProcessLock;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapAbsentEntry;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.posix.internal.PosixAPIHolder;
import org.jspecify.annotations.Nullable;

/**
 * One Chronicle map whose values are pages of blocks: keys 0 to n − 1, values of one constant size, one
 * segment. All entries are inserted when the file is made, in order, and never again: so the pages
 * lie at equal distances, the map takes no lock while serving, and none can be left behind by a kill.
 * Opening checks the distances at a sample of keys, and that all keys are there. A page holds as many
 * blocks as 64 KiB do, or one that is larger: a value per block would cost an insertion for each.
 *
 * <p>Nothing that a map of ours does needs Chronicle's bridge to the C library, which it would build at
 * every start for half a second of processor time; so that is told not to be there.
 *
 * <p>The values are read and written at their addresses, past Chronicle; their integrity is the
 * twin blocks' business. Chronicle's own entry checksums are off.
 */
final class ExtentMap implements AutoCloseable {
  private static final Logger CHRONICLE_LOGGER = Logger.getLogger("net.openhft");
  private static final int SAMPLES = 64;
  private static final int PAGE_BYTES = 1 << 16;
  private static final int REWRITE_BYTES = 1 << 20;
  private static final long SPARE_DISK_BYTES = 16L << 20;

  static {
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    System.setProperty("chronicle.disk.monitor.disable", "true");
    System.setProperty("net.openhft.chronicle.hash.announcer.disable", "true");
    CHRONICLE_LOGGER.setLevel(Level.OFF);
    PosixAPIHolder.useNoOpPosixApi();
  }

  private final ChronicleMap<Long, byte[]> map;
  private final Memory memory;
  private final int pages;
  private final int blocksPerPage;
  private final int pageStride;
  private final int blockWords;

  private ExtentMap(
      ChronicleMap<Long, byte[]> map,
      Memory memory,
      int blocksPerPage,
      int pageStride,
      int blockWords) {
    this.map = map;
    this.memory = memory;
    this.pages = (int) map.longSize();
    this.blocksPerPage = blocksPerPage;
    this.pageStride = pageStride;
    this.blockWords = blockWords;
  }

  /** The most blocks up to a number that fill whole pages, or that number where they do not fill one. */
  static int fillingPages(int blocks, int sizeClass) {
    int perPage = blocksPerPage(blocks, SizeClass.bytes(sizeClass));
    return perPage == 0 ? 0 : blocks - blocks % perPage;
  }

  private static int blocksPerPage(int blocks, int blockBytes) {
    return Math.min(blocks, Math.max(1, PAGE_BYTES / blockBytes));
  }

  /** Fails early, and clearly, where Chronicle would fail late. */
  static void requireCompiler() throws NoCompilerException {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new NoCompilerException();
    }
  }

  /**
   * Makes the file of an extent, all of it zeros and all of it on the disk: a hole that could not be
   * filled later would kill the process when touched. The file appears under its name when whole.
   * One at a time in a directory.
   *
   * @param blocks as many as {@link #fillingPages} says
   * @throws IOException if the disk is full
   */
  static ExtentFile create(Path directory, Share share, int sizeClass, int number, int blocks)
      throws IOException {
    Path unfinished = ExtentFile.unfinished(directory);
    int blockBytes = SizeClass.bytes(sizeClass);
    int perPage = blocksPerPage(blocks, blockBytes);
    requireSpace(directory, (long) blockBytes * blocks);
    try {
      Files.deleteIfExists(unfinished);
      chronicle(unfinished, perPage * blockBytes, blocks / perPage).close();
      rewrite(unfinished);
      insertAll(unfinished, perPage * blockBytes, blocks / perPage);
      long bytes = Files.size(unfinished);
      ExtentFile file = ExtentFile.named(directory, share, sizeClass, number, bytes);
      Failpoint.pass("store.extent.before");
      Files.move(unfinished, file.path(), StandardCopyOption.ATOMIC_MOVE);
      Failpoint.pass("store.extent.after");
      StoreDirectory.force(file.path());
      return file;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Opens the file of an extent.
   *
   * @throws IOException if Chronicle refuses it, or its entries are not where they should be
   */
  static ExtentMap open(ExtentFile file) throws IOException {
    file.checkLength();
    int blockBytes = SizeClass.bytes(file.sizeClass());
    ChronicleMap<Long, byte[]> map = chronicle(file.path(), blockBytes, 1);
    try {
      file.checkLength();
      return pinned(map, blockBytes, file.bytes());
    } catch (IOException | RuntimeException e) {
      map.close();
      throw e;
    }
  }

  /** The memory of all blocks; unmapped by {@link #close}. */
  Memory memory() {
    return memory;
  }

  int blocks() {
    return pages * blocksPerPage;
  }

  /** Word index of the first word of a block. */
  int base(int slot) {
    return slot / blocksPerPage * pageStride + slot % blocksPerPage * blockWords;
  }

  /** Which block begins at a word index. */
  int slot(int base) {
    return base / pageStride * blocksPerPage + base % pageStride / blockWords;
  }

  @Override
  public void close() {
    map.close();
  }

  private static ExtentMap pinned(ChronicleMap<Long, byte[]> map, int blockBytes, long length)
      throws IOException {
    long pages = map.longSize();
    if (pages == 0 || pages > length / blockBytes) {
      throw new DamagedStoreException(pages + " pages cannot lie in " + length + " bytes");
    }
    long pageBytes = pageBytes(map);
    if (pageBytes == 0 || pageBytes % blockBytes != 0 || pages > length / pageBytes) {
      throw new DamagedStoreException("pages of " + pageBytes + " bytes cannot lie there");
    }
    long first = address(map, 0, pageBytes);
    long stride = pages == 1 ? pageBytes : address(map, 1, pageBytes) - first;
    if (stride < pageBytes || stride % Memory.WORD_BYTES != 0) {
      throw new DamagedStoreException("pages overlap");
    }
    for (long i = 0; i < SAMPLES; i++) {
      long key = (pages - 1) * i / (SAMPLES - 1);
      if (address(map, key, pageBytes) != first + key * stride) {
        throw new DamagedStoreException("page " + key + " is not in its place");
      }
    }
    PointerBytesStore bytes = new PointerBytesStore();
    bytes.set(first, (pages - 1) * stride + pageBytes);
    return new ExtentMap(
        map,
        Memory.wrap(bytes.toTemporaryDirectByteBuffer()),
        (int) (pageBytes / blockBytes),
        (int) (stride / Memory.WORD_BYTES),
        blockBytes / Memory.WORD_BYTES);
  }

  private static long pageBytes(ChronicleMap<Long, byte[]> map) throws DamagedStoreException {
    try (ExternalMapQueryContext<Long, byte[], ?> query = map.queryContext(0L)) {
      MapEntry<Long, byte[]> entry = query.entry();
      if (entry == null) {
        throw new DamagedStoreException("page 0 is not there");
      }
      return entry.value().size();
    }
  }

  private static long address(ChronicleMap<Long, byte[]> map, long key, long pageBytes)
      throws DamagedStoreException {
    try (ExternalMapQueryContext<Long, byte[], ?> query = map.queryContext(key)) {
      MapEntry<Long, byte[]> entry = query.entry();
      Data<byte[]> value = entry == null ? null : entry.value();
      if (value == null || value.size() != pageBytes) {
        throw new DamagedStoreException("page " + key + " is not there");
      }
      return value.bytes().addressForRead(value.offset());
    }
  }

  private static void insertAll(Path path, int pageBytes, int pages) throws IOException {
    byte[] zeros = new byte[pageBytes];
    try (ChronicleMap<Long, byte[]> map = chronicle(path, pageBytes, pages)) {
      for (long key = 0; key < pages; key++) {
        insert(map, key, zeros);
      }
    }
  }

  private static void insert(ChronicleMap<Long, byte[]> map, long key, byte[] value) {
    try (ExternalMapQueryContext<Long, byte[], ?> query = map.queryContext(key)) {
      InterProcessLock lock = query.updateLock();
      lock.lock();
      query.insert(absent(query), query.wrapValueAsData(value));
    }
  }

  private static MapAbsentEntry<Long, byte[]> absent(
      ExternalMapQueryContext<Long, byte[], ?> query) {
    @Nullable MapAbsentEntry<Long, byte[]> entry = query.absentEntry();
    if (entry == null) {
      throw new IllegalStateException("a new extent has an entry already");
    }
    return entry;
  }

  /** Not closed by Chronicle when the JVM ends: whoever still reads would touch memory that is gone. */
  private static ChronicleMap<Long, byte[]> chronicle(Path path, int pageBytes, long pages)
      throws IOException {
    return ChronicleMapBuilder.of(Long.class, byte[].class)
        .constantValueSizeBySample(new byte[pageBytes])
        .entries(pages)
        .actualSegments(1)
        .checksumEntries(false)
        .skipCloseOnExitHook(true)
        .entryAndValueOffsetAlignment(Memory.WORD_BYTES)
        .createPersistedTo(path.toFile());
  }

  private static void requireSpace(Path directory, long bytes) throws IOException {
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < bytes + bytes / 8 + SPARE_DISK_BYTES) {
      throw new IOException("no space left for an extent of " + bytes + " bytes");
    }
  }

  private static void rewrite(Path path) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(REWRITE_BYTES);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = 0; channel.read(buffer, at) > 0; at += buffer.limit(), buffer.clear()) {
        buffer.flip();
        for (long to = at; buffer.hasRemaining(); ) {
          to += channel.write(buffer, to);
        }
      }
      channel.force(true);
    }
  }
}

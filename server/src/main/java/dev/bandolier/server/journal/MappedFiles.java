package dev.bandolier.server.journal;

import dev.bandolier.server.failpoint.Failpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Memory-mapped files of one directory.
 *
 * <p>Every byte of a file is written before the file is mapped, because a write into a hole of a
 * mapped file ends the process when the disk is full. A mapping lives until nothing refers to it,
 * also when its file is deleted.
 */
final class MappedFiles implements JournalFiles {

  static final String UNFINISHED_SUFFIX = ".tmp";

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 14).asReadOnlyBuffer();

  private final Path directory;
  private final FileStore disk;

  MappedFiles(Path directory) throws IOException {
    this.directory = directory;
    this.disk = Files.getFileStore(directory);
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public JournalFile create(String name, int size, byte[] head) throws IOException {
    Path unfinished = directory.resolve(name + UNFINISHED_SUFFIX);
    try {
      writeWhole(unfinished, size, head);
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    Failpoint.pass("journal.segment.before");
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    Failpoint.pass("journal.segment.after");
    return open(name);
  }

  private static void writeWhole(Path path, int size, byte[] head) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, ByteBuffer.wrap(head));
      fill(channel, size);
      channel.force(true);
    }
  }

  /**
   * Writes zeros up to a size, in strides that begin at multiples of their length: the system keeps each in
   * one piece, which takes fewer page faults later than single pages, and is written whole by a sync.
   */
  private static void fill(FileChannel channel, int size) throws IOException {
    for (long at = channel.position(); at < size; at = channel.position()) {
      long stride = ZEROS.capacity() - at % ZEROS.capacity();
      writeFully(channel, ZEROS.slice(0, (int) Math.min(stride, size - at)));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public JournalFile open(String name) throws IOException {
    Path path = directory.resolve(name);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new MappedFile(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()), inode(path));
    }
  }

  private static long inode(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ino") instanceof Long number ? number : 0;
    } catch (UnsupportedOperationException notUnix) {
      return 0;
    }
  }

  @Override
  public JournalFile extend(String name, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
      channel.position(channel.size());
      fill(channel, size);
      channel.force(true);
    }
    return open(name);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public long usableSpace() throws IOException {
    return disk.getUsableSpace();
  }

  @Override
  public void forceNames() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record MappedFile(MappedByteBuffer memory, long identity) implements JournalFile {

    MappedFile {
      memory.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void force(int from, int length) {
      memory.force(from, length);
    }
  }
}

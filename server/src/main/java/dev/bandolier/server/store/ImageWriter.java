package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes an image file: notes and blocks as they come, then {@link #finish} and {@link #publish}. Until
 * that the file has another name, which {@link #close} deletes. For one thread.
 */
public final class ImageWriter implements AutoCloseable {
  /** What the name of an unfinished file ends with. */
  public static final String UNFINISHED_SUFFIX = ".unfinished";

  private final Path target;
  private final Path draft;
  private final FileChannel channel;
  private final ImageVisitor watcher;
  private final BlockDigest digest = new BlockDigest();
  private final long position;
  private final int step;
  private final long time;
  private int ordinal;
  private long blocks;
  private long words;
  private long notes;

  private ImageWriter(
      Path target, FileChannel channel, long position, int step, long time, ImageVisitor watcher) {
    this.target = target;
    this.draft = draft(target);
    this.channel = channel;
    this.position = position;
    this.step = step;
    this.time = time;
    this.watcher = watcher;
  }

  /**
   * Begins a file.
   *
   * @param target its name in the end; what is there under that name is replaced
   * @param position of the last fact that the blocks have folded
   * @param step the last one within that fact
   * @param time journal time of that fact, epoch milliseconds
   * @param watcher is shown every block as it is written
   */
  public static ImageWriter create(
      Path target, long position, int step, long time, ImageVisitor watcher) throws IOException {
    FileChannel channel =
        FileChannel.open(
            draft(target),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ImageWriter writer = new ImageWriter(target, channel, position, step, time, watcher);
    try {
      writer.write(ImageFormat.header(position, step, time));
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private static Path draft(Path target) {
    return target.resolveSibling(target.getFileName() + UNFINISHED_SUFFIX);
  }

  /** Writes a note of at most 16 MiB, from the content's position to its limit. */
  public void note(int type, ByteBuffer content) throws IOException {
    ByteBuffer note = ImageFormat.buffer(Integer.BYTES + content.remaining());
    note.putInt(type).put(content).flip();
    chunk(ImageFormat.NOTE, note);
    notes++;
  }

  /** Writes encoded blocks, from the buffer's position to its limit. */
  void blocks(ByteBuffer encoded) throws IOException {
    ByteBuffer rest = encoded.duplicate().order(encoded.order());
    while (rest.hasRemaining()) {
      EncodedBlock block = EncodedBlock.next(rest);
      digest.add(block.whole());
      watcher.block(block.kind(), block.ownerHigh(), block.ownerLow(), block.payload());
      blocks++;
      words += block.payloadWords();
    }
    chunk(ImageFormat.BLOCKS, encoded);
  }

  /**
   * Writes the end, and syncs the file.
   *
   * @param oldest the oldest journal position that the blocks point to
   */
  public ImageSummary finish(long oldest) throws IOException {
    ByteBuffer trailer = ImageFormat.buffer(ImageFormat.TRAILER_BYTES);
    trailer.putLong(blocks).putLong(words).putLong(notes).putLong(oldest);
    trailer.put(digest.bytes()).flip();
    chunk(ImageFormat.TRAILER, trailer);
    channel.force(true);
    return new ImageSummary(position, step, time, blocks, words, notes, oldest, digest.hex());
  }

  /** Gives the finished file its name, durably. */
  public void publish() throws IOException {
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    StoreDirectory.force(target);
  }

  /** Closes the file; deletes it, unless it was published. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(draft);
  }

  private void chunk(int type, ByteBuffer content) throws IOException {
    write(ImageFormat.chunkHead(type, ordinal++, content));
    write(content);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * Reads an image file. Nothing is shown whose checksum is wrong, but what is shown counts only when the
 * reading ends without an exception. For one thread.
 */
public final class ImageReader implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final ImageSummary summary;
  private ByteBuffer content = ImageFormat.buffer(1 << 20);
  private int ordinal;
  private int type;
  private long blocks;
  private long words;
  private long notes;

  private ImageReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.summary = readSummary();
  }

  /**
   * Opens a file and reads its header and its trailer.
   *
   * @throws DamagedImageException if one of them is not whole
   * @throws ImageVersionException if a newer version wrote it
   */
  public static ImageReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new ImageReader(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads all of a file and checks everything, its digest too.
   *
   * @throws DamagedImageException if it is not what was written
   */
  public static ImageSummary check(Path file) throws IOException {
    try (ImageReader reader = open(file)) {
      BlockDigest digest = new BlockDigest();
      reader.read(ImageVisitor.NONE, digest::add);
      if (!digest.hex().equals(reader.summary.digest())) {
        throw reader.damaged("its digest is " + digest.hex());
      }
      return reader.summary;
    }
  }

  /** What the file says about itself. */
  public ImageSummary summary() {
    return summary;
  }

  /**
   * Reads the file once, and checks everything but its digest.
   *
   * @throws DamagedImageException if it is not what was written
   */
  public void read(ImageVisitor visitor) throws IOException {
    read(visitor, encoded -> {});
  }

  /** Shows the notes that come before the first block, and nothing else. */
  public void readNotes(ImageVisitor visitor) throws IOException {
    channel.position(ImageFormat.HEADER_BYTES);
    ordinal = 0;
    while (chunk() == ImageFormat.NOTE) {
      show(visitor, encoded -> {});
    }
  }

  private void read(ImageVisitor visitor, Encoded encoded) throws IOException {
    channel.position(ImageFormat.HEADER_BYTES);
    ordinal = 0;
    while (chunk() != ImageFormat.TRAILER) {
      show(visitor, encoded);
    }
    if (blocks != summary.blocks() || words != summary.words() || notes != summary.notes()) {
      throw damaged(
          "it has %d blocks and %d notes, not %d and %d"
              .formatted(blocks, notes, summary.blocks(), summary.notes()));
    }
    if (channel.position() != channel.size()) {
      throw damaged("bytes behind its end");
    }
    visitor.whole();
  }

  /** Sees blocks as they are encoded. */
  private interface Encoded {
    void see(ByteBuffer block);
  }

  /** Reads a chunk's content, and says what it is. */
  private int chunk() throws IOException {
    long at = channel.position();
    ByteBuffer head = fill(ImageFormat.buffer(ImageFormat.CHUNK_HEAD_BYTES));
    type = head.getInt(0);
    int length = head.getInt(4);
    if (length < 0 || length > ImageFormat.LONGEST_CONTENT) {
      throw damaged("an impossible length at byte " + at);
    }
    if (content.capacity() < length) {
      content = ImageFormat.buffer(length);
    }
    fill(content.clear().limit(length));
    if (head.getInt(12) != ImageFormat.checksum(head, content) || head.getInt(8) != ordinal++) {
      throw damaged("a wrong checksum at byte " + at);
    }
    return type;
  }

  private void show(ImageVisitor visitor, Encoded encoded) throws IOException {
    if (type == ImageFormat.NOTE && content.remaining() >= Integer.BYTES) {
      notes++;
      visitor.note(content.getInt(), content.slice());
    } else if (type == ImageFormat.BLOCKS) {
      showBlocks(visitor, encoded);
    } else {
      throw damaged("a chunk of unknown type " + type);
    }
  }

  private void showBlocks(ImageVisitor visitor, Encoded encoded) throws IOException {
    while (content.hasRemaining()) {
      if (!EncodedBlock.fits(content)) {
        throw damaged("a block is cut off");
      }
      EncodedBlock block = EncodedBlock.next(content);
      encoded.see(block.whole().duplicate());
      visitor.block(block.kind(), block.ownerHigh(), block.ownerLow(), block.payload());
      blocks++;
      words += block.payloadWords();
    }
  }

  private ImageSummary readSummary() throws IOException {
    ByteBuffer header = fill(ImageFormat.buffer(ImageFormat.HEADER_BYTES));
    if (header.getLong(0) != ImageFormat.MAGIC) {
      throw damaged("it does not begin like an image");
    }
    int sum = ImageFormat.checksum(header, ImageFormat.HEADER_CHECKED);
    if (header.getInt(ImageFormat.HEADER_CHECKED) != sum) {
      throw damaged("its header has a wrong checksum");
    }
    if (header.getInt(8) > ImageFormat.VERSION) {
      throw new ImageVersionException(file, header.getInt(8), ImageFormat.VERSION);
    }
    return readTrailer(header.getLong(16), header.getInt(12), header.getLong(24));
  }

  private ImageSummary readTrailer(long position, int step, long time) throws IOException {
    int bytes = ImageFormat.CHUNK_HEAD_BYTES + ImageFormat.TRAILER_BYTES;
    channel.position(Math.max(ImageFormat.HEADER_BYTES, channel.size() - bytes));
    ByteBuffer trailer = fill(ImageFormat.buffer(bytes));
    ByteBuffer head = trailer.duplicate().limit(ImageFormat.CHUNK_HEAD_BYTES);
    ByteBuffer said = trailer.position(ImageFormat.CHUNK_HEAD_BYTES);
    if (trailer.getInt(0) != ImageFormat.TRAILER
        || trailer.getInt(4) != ImageFormat.TRAILER_BYTES
        || trailer.getInt(12) != ImageFormat.checksum(head, said)) {
      throw damaged("it does not end like an image");
    }
    long[] counts = {said.getLong(), said.getLong(), said.getLong(), said.getLong()};
    byte[] digest = new byte[ImageFormat.DIGEST_BYTES];
    said.get(digest);
    String hex = HexFormat.of().formatHex(digest);
    return new ImageSummary(position, step, time, counts[0], counts[1], counts[2], counts[3], hex);
  }

  private ByteBuffer fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw damaged("it is cut off at byte " + channel.size());
      }
    }
    return buffer.flip();
  }

  private DamagedImageException damaged(String problem) {
    return new DamagedImageException(file, problem);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

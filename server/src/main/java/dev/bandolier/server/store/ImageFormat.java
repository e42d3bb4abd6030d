package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How an image file is laid out, little-endian.
 *
 * <pre>
 * header, 48 bytes:  0 i64 magic   8 i32 version   12 i32 step   16 i64 position   24 i64 time
 *                    32 12 bytes of zeros   44 i32 CRC32C of bytes 0 to 44
 * chunks:            0 i32 type   4 i32 bytes of content   8 i32 ordinal, from 0 on
 *                    12 i32 CRC32C of bytes 0 to 12 and the content   16 content
 * a note:            i32 type of the note, then what it says
 * blocks:            one or more of: i32 kind   i32 payload words   i64, i64 owner   payload
 * the trailer, last: i64 blocks   i64 words   i64 notes   i64 oldest   32 bytes of {@link BlockDigest}
 * </pre>
 *
 * <p>Every byte is covered by a checksum, and the ordinals and the trailer's counts by what they count.
 */
final class ImageFormat {
  static final int VERSION = 1;
  static final long MAGIC = 0x4547414d494c4442L;
  static final int HEADER_BYTES = 48;
  static final int HEADER_CHECKED = 44;
  static final int CHUNK_HEAD_BYTES = 16;
  static final int CHUNK_CHECKED = 12;
  static final int BLOCK_HEAD_BYTES = 24;
  static final int DIGEST_BYTES = 32;
  static final int TRAILER_BYTES = 4 * Long.BYTES + DIGEST_BYTES;

  /** No content is longer: the largest block's payload is half of 16 MiB. */
  static final int LONGEST_CONTENT = 16 << 20;

  static final int NOTE = 1;
  static final int BLOCKS = 2;
  static final int TRAILER = 3;

  private ImageFormat() {}

  /** An empty buffer outside the heap, in the file's byte order. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes that a block with such a payload takes in a file. */
  static int blockBytes(int payloadWords) {
    return BLOCK_HEAD_BYTES + payloadWords * Memory.WORD_BYTES;
  }

  /** Appends a block to a buffer that has room for it. */
  static void putBlock(
      ByteBuffer target,
      int kind,
      long ownerHigh,
      long ownerLow,
      Memory memory,
      int payload,
      int payloadWords) {
    target.putInt(kind).putInt(payloadWords).putLong(ownerHigh).putLong(ownerLow);
    memory.copyTo(target, payload, payloadWords);
  }

  static ByteBuffer header(long position, int step, long time) {
    ByteBuffer header = buffer(HEADER_BYTES);
    header.putLong(MAGIC).putInt(VERSION).putInt(step).putLong(position).putLong(time);
    header.putInt(HEADER_CHECKED, checksum(header, HEADER_CHECKED));
    return header.clear();
  }

  /** The head of a chunk; the content from its position to its limit, which both stay. */
  static ByteBuffer chunkHead(int type, int ordinal, ByteBuffer content) {
    ByteBuffer head = buffer(CHUNK_HEAD_BYTES);
    head.putInt(type).putInt(content.remaining()).putInt(ordinal);
    return head.putInt(checksum(head, content)).flip();
  }

  /** CRC32C of the checked part of a chunk's head and of its content. */
  static int checksum(ByteBuffer head, ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(head.duplicate().position(0).limit(CHUNK_CHECKED));
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  /** CRC32C of a buffer's first bytes. */
  static int checksum(ByteBuffer bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(count));
    return (int) crc.getValue();
  }
}

package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block as it lies in an image file.
 *
 * @param whole head and payload
 */
record EncodedBlock(ByteBuffer whole) {

  /** Whether a whole block lies at a buffer's position. */
  static boolean fits(ByteBuffer rest) {
    int room = rest.remaining() - ImageFormat.BLOCK_HEAD_BYTES;
    int words = room < 0 ? -1 : rest.getInt(rest.position() + Integer.BYTES);
    return words >= 0 && words <= room / Memory.WORD_BYTES;
  }

  /** Takes the block at a buffer's position off it; the position moves behind it. */
  static EncodedBlock next(ByteBuffer rest) {
    int start = rest.position();
    int bytes = ImageFormat.blockBytes(rest.getInt(start + Integer.BYTES));
    rest.position(start + bytes);
    return new EncodedBlock(rest.slice(start, bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  int kind() {
    return whole.getInt(0);
  }

  int payloadWords() {
    return whole.getInt(Integer.BYTES);
  }

  long ownerHigh() {
    return whole.getLong(2 * Integer.BYTES);
  }

  long ownerLow() {
    return whole.getLong(2 * Integer.BYTES + Long.BYTES);
  }

  /** A view of the payload, little-endian. */
  ByteBuffer payload() {
    int head = ImageFormat.BLOCK_HEAD_BYTES;
    return whole.slice(head, whole.capacity() - head).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;

/**
 * The sizes that blocks come in: 2ᵏ and 1.5 · 2ᵏ bytes from 256 B to 16 MiB, numbered 0 to 32. A
 * block wastes less than a third of its bytes.
 */
final class SizeClass {
  static final int COUNT = 33;

  private static final int SMALLEST_BYTES = 256;

  private SizeClass() {}

  /** Bytes of a block of a class. */
  static int bytes(int sizeClass) {
    int power = SMALLEST_BYTES << (sizeClass / 2);
    return sizeClass % 2 == 0 ? power : power + power / 2;
  }

  /**
   * The smallest class whose blocks hold a payload.
   *
   * @throws IllegalArgumentException if none does
   */
  static int holding(int payloadWords) {
    int sizeClass = fitting((4L + 2 * (TwinBlock.COPY_HEADER_WORDS + (long) payloadWords)) * 8);
    if (payloadWords < 0 || sizeClass == COUNT) {
      throw new IllegalArgumentException("no block holds " + payloadWords + " words");
    }
    return sizeClass;
  }

  /** The class whose blocks have exactly that many bytes, or −1. */
  static int ofBytes(int bytes) {
    int sizeClass = fitting(bytes);
    return sizeClass < COUNT && bytes(sizeClass) == bytes ? sizeClass : -1;
  }

  static int words(int sizeClass) {
    return bytes(sizeClass) / Memory.WORD_BYTES;
  }

  private static int fitting(long bytes) {
    int sizeClass = 0;
    while (sizeClass < COUNT && bytes(sizeClass) < bytes) {
      sizeClass++;
    }
    return sizeClass;
  }
}

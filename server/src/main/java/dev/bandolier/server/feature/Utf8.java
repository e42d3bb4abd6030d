package dev.bandolier.server.feature;

import java.nio.ByteBuffer;

/** Text to UTF-8 in place, without allocating; half a surrogate pair becomes a question mark. */
final class Utf8 {
  private Utf8() {}

  /** How many bytes {@link #put} writes at most. */
  static int atMost(String text) {
    return 3 * text.length();
  }

  /** Whether {@link #put} writes no more than so many bytes. */
  static boolean fits(String text, int bytes) {
    return atMost(text) <= bytes || length(text) <= bytes;
  }

  /** How many bytes {@link #put} writes. */
  static int length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      bytes += width(text, i);
      i += isPair(text, i) ? 1 : 0;
    }
    return bytes;
  }

  private static int width(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      return 1;
    }
    if (isPair(text, i)) {
      return 4;
    }
    return Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
  }

  /** Appends the text at the buffer's position. */
  static void put(ByteBuffer target, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target.put((byte) c);
      } else if (isPair(text, i)) {
        putFour(target, Character.toCodePoint(c, text.charAt(++i)));
      } else if (Character.isSurrogate(c)) {
        target.put((byte) '?');
      } else {
        putTwoOrThree(target, c);
      }
    }
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  private static void putTwoOrThree(ByteBuffer target, char c) {
    if (c < 0x800) {
      target.put((byte) (0xc0 | c >> 6));
    } else {
      target.put((byte) (0xe0 | c >> 12)).put(tail(c >> 6));
    }
    target.put(tail(c));
  }

  private static void putFour(ByteBuffer target, int c) {
    target.put((byte) (0xf0 | c >> 18)).put(tail(c >> 12)).put(tail(c >> 6)).put(tail(c));
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | bits & 0x3f);
  }
}

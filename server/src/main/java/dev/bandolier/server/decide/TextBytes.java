package dev.bandolier.server.decide;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text in UTF-8, in memory that is used again: nothing is allocated for ASCII once it has grown. For
 * one thread at a time.
 */
final class TextBytes {

  private static final int HEX_DIGITS = Long.BYTES * 2;

  /** The bytes; only the first {@link #length} count. */
  byte[] bytes = new byte[64];

  int length;

  /** Becomes the text. */
  void set(String text) {
    grow(text.length());
    length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        setEncoded(text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[i] = (byte) c;
    }
  }

  /** Becomes 32 hexadecimal digits. */
  void setHex(long hi, long lo) {
    putHex(0, hi);
    putHex(HEX_DIGITS, lo);
    length = 2 * HEX_DIGITS;
  }

  private void setEncoded(byte[] encoded) {
    bytes = Arrays.copyOf(encoded, Math.max(bytes.length, encoded.length));
    length = encoded.length;
  }

  private void putHex(int at, long value) {
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = (int) (value >>> 60 - 4 * i) & 0xf;
      bytes[at + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
  }

  private void grow(int capacity) {
    if (bytes.length < capacity) {
      bytes = new byte[2 * capacity];
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}

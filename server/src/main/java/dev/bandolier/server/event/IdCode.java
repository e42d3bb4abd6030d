package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How an id stands in the compact layout: as it is, or, where all its characters are lower-case digits of base
 * 16 or of Crockford's base 32, in 4 or 5 bits each, the first one in the highest bits. A UUID's dashes are left out.
 */
final class IdCode {

  static final int PLAIN = 0;
  static final int BASE_16 = 1;
  static final int BASE_32 = 2;
  static final int UUID = 3;

  private static final byte[] DIGITS =
      "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);
  private static final int UUID_LENGTH = 36;
  private static final int UUID_BYTES = 16;
  private static final int NONE = -1;
  private static final byte[] VALUES = values();

  private IdCode() {}

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) NONE);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }

  /** The shortest form of an id. */
  static int form(byte[] id, int length) {
    boolean dashed = isDashed(id, length);
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= dashed && isDash(i) ? 0 : VALUES[id[i] & 0xff];
    }
    if (all < 0 || dashed && all >= 16) {
      return PLAIN;
    }
    return dashed ? UUID : all < 16 ? BASE_16 : BASE_32;
  }

  private static boolean isDashed(byte[] id, int length) {
    return length == UUID_LENGTH && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-';
  }

  private static boolean isDash(int i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
  }

  private static int bits(int form) {
    return form == BASE_32 ? 5 : 4;
  }

  /** How many bytes an id of so many characters takes. */
  static int bytes(int length, int form) {
    return switch (form) {
      case PLAIN -> length;
      case UUID -> UUID_BYTES;
      default -> length * bits(form) + 7 >> 3;
    };
  }

  static void put(byte[] id, int length, int form, PayloadBytes target) {
    if (form == PLAIN) {
      target.put(id, length);
      return;
    }
    int held = 0;
    int waiting = 0;
    for (int i = 0; i < length; i++) {
      if (form != UUID || !isDash(i)) {
        held = held << bits(form) | VALUES[id[i] & 0xff];
        waiting += bits(form);
        if (waiting >= Byte.SIZE) {
          waiting -= Byte.SIZE;
          target.putNumber(held >>> waiting, 0);
        }
      }
    }
    if (waiting > 0) {
      target.putNumber(held << Byte.SIZE - waiting, 0);
    }
  }

  static String get(ByteBuffer source, int at, int length, int form) {
    byte[] id = new byte[length];
    if (form == PLAIN) {
      source.get(at, id);
      return new String(id, StandardCharsets.UTF_8);
    }
    int held = 0;
    int waiting = 0;
    int next = at;
    for (int i = 0; i < length; i++) {
      if (form == UUID && isDash(i)) {
        id[i] = '-';
      } else {
        if (waiting < bits(form)) {
          held = held << Byte.SIZE | source.get(next++) & 0xff;
          waiting += Byte.SIZE;
        }
        waiting -= bits(form);
        id[i] = DIGITS[held >>> waiting & (1 << bits(form)) - 1];
      }
    }
    return new String(id, StandardCharsets.US_ASCII);
  }
}

package dev.bandolier.client;

import java.security.SecureRandom;

/**
 * Makes ids: 128 bits from the platform's secure generator, as 26 characters of Crockford's base 32 in lower case. Two
 * ids are the same with a probability of less than 10<sup>-18</sup> among 10<sup>10</sup>. Any thread.
 */
final class Ids {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int LENGTH = 26;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ThreadLocal<Ids> OF_THREAD = ThreadLocal.withInitial(Ids::new);

  /** Filled in one go, as each call of the generator takes a lock. */
  private final byte[] bytes = new byte[512];

  private int used = bytes.length;

  private Ids() {}

  static String random() {
    return OF_THREAD.get().next();
  }

  private String next() {
    if (used == bytes.length) {
      RANDOM.nextBytes(bytes);
      used = 0;
    }
    long high = take();
    return text(high, take());
  }

  private long take() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[used] & 0xff);
      bytes[used++] = 0;
    }
    return value;
  }

  static String text(long high, long low) {
    char[] text = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS[(int) (low & 31)];
      low = low >>> 5 | high << 59;
      high >>>= 5;
    }
    return new String(text);
  }
}

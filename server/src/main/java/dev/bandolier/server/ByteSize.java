package dev.bandolier.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64M}, {@code 2G}, {@code 1T}, {@code 1048576}. */
final class ByteSize {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,6}|\\d{7,18}(?![KMGT]))([KMGT]?)(I?B)?");

  private ByteSize() {}

  /**
   * Reads a size in bytes; K, M, G and T are powers of 1,024.
   *
   * @param option what the message names
   * @throws IllegalArgumentException if it is none
   */
  static long parse(String option, String text) {
    Matcher form = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          option + " " + text + ": expected a size such as 64M or 2G");
    }
    return Long.parseLong(form.group(1)) << 10 * ("KMGT".indexOf(form.group(2)) + 1) * sign(form);
  }

  private static int sign(Matcher form) {
    return form.group(2).isEmpty() ? 0 : 1;
  }
}

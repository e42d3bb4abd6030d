package dev.bandolier.server;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Doubles as decimal text that is the same on every Java: how {@link Double#toString} rounds depends on
 * the version.
 */
final class ExactNumbers {

  /** As many digits as tell any two doubles apart. */
  private static final MathContext ALL = new MathContext(17, RoundingMode.HALF_EVEN);

  private static final MathContext SHORT = new MathContext(6, RoundingMode.HALF_EVEN);

  private ExactNumbers() {}

  /** 17 digits: reading them gives the same double. */
  static BigDecimal exact(double finite) {
    return rounded(finite, ALL);
  }

  /** Six digits, for people; {@code -} for what is no finite number. */
  static String brief(double number) {
    if (!Double.isFinite(number)) {
      return "-";
    }
    BigDecimal value = rounded(number, SHORT);
    return value.signum() == 0 || value.abs().compareTo(BigDecimal.valueOf(1, 4)) >= 0
        ? value.toPlainString()
        : value.toString();
  }

  private static BigDecimal rounded(double value, MathContext digits) {
    BigDecimal exact = new BigDecimal(value).round(digits);
    return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
  }

  /** A whole number with its thousands set apart. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}

package dev.bandolier.server;

import com.google.protobuf.Duration;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 30m}, {@code 12h}, {@code 2d}, {@code 1.5s}, {@code 250ms}. */
final class DurationText {

  private static final Pattern PATTERN =
      Pattern.compile("(-?[0-9]{1,12}(?:\\.[0-9]{1,9})?)(ms|s|m|h|d)");
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private DurationText() {}

  /** The duration; null where the text is none. */
  static @Nullable Duration parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
    BigDecimal[] parts = nanos.divideAndRemainder(NANOS);
    return Duration.newBuilder()
        .setSeconds(parts[0].longValueExact())
        .setNanos(parts[1].intValue())
        .build();
  }

  private static BigDecimal unit(String unit) {
    return switch (unit) {
      case "ms" -> BigDecimal.valueOf(1_000_000L);
      case "s" -> NANOS;
      case "m" -> NANOS.multiply(BigDecimal.valueOf(60));
      case "h" -> NANOS.multiply(BigDecimal.valueOf(3600));
      default -> NANOS.multiply(BigDecimal.valueOf(86_400));
    };
  }
}

package dev.bandolier.server.demo;

import dev.bandolier.v1.Fate;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures as people write them. */
final class Words {

  private static final double SURE = 0.9995;

  private Words() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  static String whole(double part) {
    return String.format(Locale.ROOT, "%.0f %%", part * 100);
  }

  /** Such as {@code +84 % ± 12}. */
  static String uplift(Comparison comparison, Ink ink) {
    return comparison.says()
        ? String.format(
            Locale.ROOT,
            "%+.0f %% %s %.0f",
            comparison.uplift() * 100,
            ink.plusMinus(),
            comparison.margin() * 100)
        : "too early to say";
  }

  /** How sure it is that the first is better. */
  static String certainty(Comparison comparison) {
    if (!comparison.says()) {
      return "";
    }
    double certainty = comparison.certainty();
    return certainty > SURE ? "sure (> 99.9 %)" : "sure to " + percent(certainty);
  }

  /** Such as {@code accepted 1,204 · duplicate 31}, the commonest first. */
  static String fates(Map<Fate, Long> fates, Ink ink) {
    return fates.entrySet().stream()
        .sorted(Map.Entry.<Fate, Long>comparingByValue().reversed())
        .map(fate -> word(fate.getKey()) + " " + count(fate.getValue()))
        .collect(Collectors.joining(ink.dot()));
  }

  private static String word(Fate fate) {
    return fate.name().replace("FATE_", "").replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}

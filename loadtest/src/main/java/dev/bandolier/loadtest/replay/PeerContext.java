package dev.bandolier.loadtest.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A context in Vowpal Wabbit's words, as the server would see it: a word per categorical or cyclic value
 * and per crossed pair, a number scaled to [0, 1] by its declared range, and a word where a number is
 * missing. Immutable.
 */
final class PeerContext {
  private final List<ContextFeatures.Feature> features;
  private final List<Spec.Cross> crossed;

  PeerContext(ContextFeatures declared) {
    features = declared.features();
    crossed = declared.crossed();
  }

  /** The features, separated by spaces. */
  String features(List<ContextValue> values) {
    Map<String, ContextValue> given =
        values.stream().collect(Collectors.toMap(ContextValue::name, Function.identity()));
    Map<String, String> words = new HashMap<>();
    StringBuilder text = new StringBuilder("one");
    for (ContextFeatures.Feature feature : features) {
      ContextValue value = given.get(feature.name());
      text.append(' ').append(word(feature, value, words));
    }
    for (Spec.Cross pair : crossed) {
      String first = words.get(pair.first());
      String second = words.get(pair.second());
      if (first != null && second != null) {
        text.append(' ').append(first).append('^').append(second);
      }
    }
    return text.toString();
  }

  private static String word(
      ContextFeatures.Feature feature, @Nullable ContextValue value, Map<String, String> words) {
    String name = clean(feature.name());
    if (value == null) {
      return name + "=missing";
    }
    if (feature.kind() instanceof ContextColumn.Numeric numeric
        && value instanceof ContextValue.Quantity quantity) {
      return name + ":" + scaled(numeric, quantity.value());
    }
    String word = name + "=" + clean(shown(feature, value));
    words.put(feature.name(), word);
    return word;
  }

  private static double scaled(ContextColumn.Numeric range, double value) {
    double clipped = Math.min(range.max(), Math.max(range.min(), value));
    return (clipped - range.min()) / (range.max() - range.min());
  }

  private static String shown(ContextFeatures.Feature feature, ContextValue value) {
    if (value instanceof ContextValue.Category category) {
      return category.value();
    }
    if (value instanceof ContextValue.Flag flag) {
      return Boolean.toString(flag.value());
    }
    double number = ((ContextValue.Quantity) value).value();
    return feature.kind() instanceof ContextColumn.Cyclic cyclic
        ? Integer.toString((int) Math.floorMod((long) Math.floor(number), (long) cyclic.period()))
        : Double.toString(number);
  }

  /** Without the characters that mean something in its format. */
  private static String clean(String text) {
    return text.strip().replaceAll("[\\s:|^]", "_").toLowerCase(Locale.ROOT);
  }
}

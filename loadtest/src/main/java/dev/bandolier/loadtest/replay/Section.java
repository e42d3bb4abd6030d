package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A map of a spec: reads keys by kind and names the key in every complaint. */
final class Section {
  private final String path;
  private final JsonNode node;

  Section(String path, JsonNode node) {
    if (!node.isObject()) {
      throw SpecException.at(path.isEmpty() ? "spec" : path, "expected a map of keys");
    }
    this.path = path;
    this.node = node;
  }

  Collection<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Refuses every other key. */
  void only(String... known) {
    for (String key : keys()) {
      if (!List.of(known).contains(key)) {
        throw SpecException.at(path(key), "unknown key; known are " + String.join(", ", known));
      }
    }
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  Section section(String key) {
    return new Section(path(key), node(key));
  }

  String text(String key) {
    return text(path(key), node(key));
  }

  @Nullable String textOrNull(String key) {
    return has(key) ? text(key) : null;
  }

  /** A list of texts, or one text. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : items(key)) {
      texts.add(text(path(key), each));
    }
    return texts;
  }

  double number(String key) {
    return number(path(key), node(key));
  }

  OptionalDouble optionalNumber(String key) {
    return has(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
  }

  /** A list of numbers, or one number. */
  double[] numbers(String key) {
    return items(key).stream().mapToDouble(each -> number(path(key), each)).toArray();
  }

  int count(String key) {
    JsonNode count = node(key);
    if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 1) {
      throw SpecException.at(path(key), "expected a whole number above 0");
    }
    return count.intValue();
  }

  OptionalInt optionalCount(String key) {
    return has(key) ? OptionalInt.of(count(key)) : OptionalInt.empty();
  }

  OptionalLong optionalWhole(String key) {
    if (!has(key)) {
      return OptionalLong.empty();
    }
    if (!node(key).isIntegralNumber()) {
      throw SpecException.at(path(key), "expected a whole number");
    }
    return OptionalLong.of(node(key).longValue());
  }

  boolean isNumber(String key) {
    return node(key).isNumber();
  }

  /** The nodes of a list of lists, lists, or scalars; a scalar is a list of one. */
  List<JsonNode> items(String key) {
    JsonNode list = node(key);
    if (!list.isArray()) {
      return List.of(list);
    }
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    if (items.isEmpty()) {
      throw SpecException.at(path(key), "expected at least one entry");
    }
    return items;
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private JsonNode node(String key) {
    JsonNode found = node.get(key);
    if (found == null || found.isNull()) {
      throw SpecException.at(path(key), "is missing");
    }
    return found;
  }

  private static String text(String path, JsonNode node) {
    if (!node.isValueNode() || node.asText().isBlank()) {
      throw SpecException.at(path, "expected a text");
    }
    return node.asText();
  }

  private static double number(String path, JsonNode node) {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw SpecException.at(path, "expected a finite number");
    }
    return node.doubleValue();
  }
}

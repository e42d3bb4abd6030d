package dev.bandolier.server.feature;

import dev.bandolier.v1.CategoricalFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of a categorical feature that have an index of their own. Immutable. */
final class Vocabulary {

  private static final String OTHER = "(other)";

  private final int capacity;
  private final List<String> values;
  private final Map<String, Integer> indexes = new HashMap<>();

  private Vocabulary(int capacity, List<String> values) {
    this.capacity = capacity;
    this.values = List.copyOf(values);
    values.forEach(value -> indexes.put(value, indexes.size()));
  }

  static Vocabulary of(CategoricalFeature feature) {
    return new Vocabulary(feature.getMaxValues(), feature.getValuesList());
  }

  /** The value's index, or that of "other", which is the last. */
  int index(String value) {
    Integer index = indexes.get(value);
    return index == null ? capacity : index;
  }

  boolean knows(String value) {
    return indexes.containsKey(value);
  }

  /** In the order of their indexes. */
  List<String> values() {
    return values;
  }

  boolean hasRoom() {
    return values.size() < capacity;
  }

  /** With the value at the next free index; itself where the value is known or none is free. */
  Vocabulary with(String value) {
    if (knows(value) || !hasRoom()) {
      return this;
    }
    List<String> more = new ArrayList<>(values);
    more.add(value);
    return new Vocabulary(capacity, more);
  }

  /** The value at an index. */
  String value(int index) {
    if (index < values.size()) {
      return values.get(index);
    }
    return index == capacity ? OTHER : "(free " + index + ")";
  }
}

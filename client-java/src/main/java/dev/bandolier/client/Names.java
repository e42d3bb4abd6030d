package dev.bandolier.client;

import java.util.HashMap;
import java.util.Map;

/** Finds this client's constant for one of the wire, which carries its enum's name as a prefix. */
final class Names<E extends Enum<E>> {
  private final Map<String, E> byName = new HashMap<>();
  private final E other;

  Names(Class<E> type, String prefix, E other) {
    for (E each : type.getEnumConstants()) {
      byName.put(prefix + each.name(), each);
    }
    this.other = other;
  }

  E of(Enum<?> wire) {
    return byName.getOrDefault(wire.name(), other);
  }
}

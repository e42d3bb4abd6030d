package dev.bandolier.server.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A counter by a key of which there are few. An addition is a look-up and a {@link LongAdder}, cheap
 * enough for an event loop; a key's attributes are built once. Any thread.
 */
final class KeyedCounter<K> {

  private final Map<K, Cell> cells = new ConcurrentHashMap<>();
  private final Function<K, Attributes> attributes;

  private record Cell(Attributes attributes, LongAdder sum) {}

  private KeyedCounter(Function<K, Attributes> attributes) {
    this.attributes = attributes;
  }

  /** Makes a counter that the meter reads. */
  static <K> KeyedCounter<K> on(
      Meter meter,
      String name,
      String unit,
      String description,
      Function<K, Attributes> attributes) {
    KeyedCounter<K> counter = new KeyedCounter<>(attributes);
    meter
        .counterBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(counter::observe);
    return counter;
  }

  void add(K key, long count) {
    counter(key).add(count);
  }

  /** What counts a key, until it is forgotten; for those who count it often. */
  LongAdder counter(K key) {
    Cell cell = cells.get(key);
    if (cell == null) {
      cell = cells.computeIfAbsent(key, k -> new Cell(attributes.apply(k), new LongAdder()));
    }
    return cell.sum();
  }

  /** Forgets keys, so that what has gone is not reported for ever. */
  void forget(Predicate<K> gone) {
    cells.keySet().removeIf(gone);
  }

  private void observe(ObservableLongMeasurement measurement) {
    cells.values().forEach(cell -> measurement.record(cell.sum().sum(), cell.attributes()));
  }
}

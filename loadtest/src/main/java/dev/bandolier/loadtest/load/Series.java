package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The same figure from several rounds. Used by one thread. */
final class Series {

  private static final double HUNDRED = 100;

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** The middle one, or between the middle two; 0 where there is none. */
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    return size == 0 ? 0 : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  double least() {
    return values.isEmpty() ? 0 : Collections.min(values);
  }

  double greatest() {
    return values.isEmpty() ? 0 : Collections.max(values);
  }

  /** Round by round, the other over this. */
  Series ratioOf(Series other) {
    Series ratio = new Series();
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      ratio.add(other.values.get(i) / Math.max(values.get(i), Double.MIN_NORMAL));
    }
    return ratio;
  }

  /** Round by round, the other less this. */
  Series differenceTo(Series other) {
    Series difference = new Series();
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      difference.add(other.values.get(i) - values.get(i));
    }
    return difference;
  }

  /** The median under the name, and {@code [least, greatest]} under the same name of the spread. */
  void put(String name, ObjectNode figures, ObjectNode spread) {
    figures.put(name, rounded(median()));
    spread.putArray(name).add(rounded(least())).add(rounded(greatest()));
  }

  /** To two digits after the point, or four significant ones below one. */
  static double rounded(double value) {
    double step = Math.abs(value) < 1 ? HUNDRED * HUNDRED : HUNDRED;
    return Math.round(value * step) / step;
  }
}

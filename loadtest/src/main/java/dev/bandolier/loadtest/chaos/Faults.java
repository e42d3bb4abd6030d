package dev.bandolier.loadtest.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the server did wrong: counted by kind, the first ones also in words. Any thread. */
final class Faults {

  /** Faults that are kept in words. */
  static final int WORDS = 40;

  /** The kinds of faults. */
  enum Kind {
    /** Something acknowledged is not there, or does not count. */
    LOST,
    /** Something counts more than once, or although the server had refused it. */
    COUNTED_TWICE,
    /** A decision was answered differently the second time. */
    CHANGED,
    /** A fate that cannot be, by the times at which the deed was told. */
    WRONG_FATE
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<String> words = new ArrayList<>();

  synchronized void add(Kind kind, String what) {
    add(kind, 1, what);
  }

  synchronized void add(Kind kind, long times, String what) {
    counts.merge(kind, times, Long::sum);
    if (words.size() < WORDS) {
      words.add(kind + ": " + what);
    }
  }

  synchronized long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  synchronized boolean none() {
    return counts.isEmpty();
  }

  /** The first faults, a line each. */
  synchronized List<String> words() {
    return List.copyOf(words);
  }
}

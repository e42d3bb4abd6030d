package dev.bandolier.loadtest.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What went wrong, by its name: a gRPC status, a reason, a fate. Any thread. */
final class Faults {

  /** A decision that can never be learned from, which the figures must not hold. */
  static final String UNTRACKED = "UNTRACKED";

  /** A request without an answer in time. */
  static final String UNANSWERED = "UNANSWERED";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String name) {
    add(name, 1);
  }

  void add(String name, long count) {
    counts.computeIfAbsent(name, key -> new LongAdder()).add(count);
  }

  void add(Map<String, Long> others) {
    others.forEach(this::add);
  }

  /** How many of each; empty where all went well. */
  Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((name, count) -> copy.put(name, count.sum()));
    return copy;
  }
}

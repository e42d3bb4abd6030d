package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, up to a bound. */
final class Findings {

  /** More than anybody reads; keeps answers to hostile requests small. */
  private static final int MAX = 100;

  private final List<Violation> found = new ArrayList<>();

  List<Violation> list() {
    return List.copyOf(found);
  }

  boolean none() {
    return found.isEmpty();
  }

  void add(String field, String description) {
    if (found.size() < MAX) {
      found.add(new Violation(field, description));
    }
  }

  /** Notes a violation unless what must hold does. */
  void require(boolean holds, String field, String description) {
    if (!holds) {
      add(field, description);
    }
  }

  void requireKnown(Enum<?> value, String field) {
    require(!value.name().equals("UNRECOGNIZED"), field, "must be one of " + ShortNames.all(value));
  }

  void requireBytes(String text, int max, String field) {
    require(Names.bytes(text) <= max, field, "must be at most " + max + " bytes of UTF-8");
  }

  /** Each text may occur once. */
  void requireDistinct(List<String> texts, String field, String suffix) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      require(seen.add(texts.get(i)), field + "[" + i + "]" + suffix, "must occur only once");
    }
  }

  /** Both ends included. */
  void requireBetween(Duration duration, long least, long greatest, String field) {
    boolean sane =
        Math.abs(duration.getSeconds()) <= greatest / 1000 + 1
            && Math.abs((long) duration.getNanos()) < 1_000_000_000L
            && (duration.getSeconds() == 0
                || duration.getNanos() == 0
                || duration.getSeconds() > 0 == duration.getNanos() > 0);
    long millis = sane ? Millis.of(duration) : -1;
    require(
        sane
            && duration.getSeconds() >= 0
            && duration.getNanos() >= 0
            && millis >= least
            && millis <= greatest,
        field,
        "must be a duration between " + text(least) + " and " + text(greatest));
  }

  private static String text(long millis) {
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + " days";
    }
    return millis + " ms";
  }
}

package dev.bandolier.loadtest.chaos;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a siege came to, or how it stands.
 *
 * @param kills deaths
 * @param killsAtStart of these, before the server was ready
 * @param failpoints of these, at each failpoint
 * @param decisions acknowledged decisions
 * @param outcomes acknowledged outcomes, activations, censorings and retractions
 * @param rollbacks acknowledged ones, amid the traffic
 * @param faults what the server did wrong
 * @param verifications how often its files were compared with its journal
 * @param verifyFailures how often they differed
 * @param verdicts what the comparison said then
 * @param recoveries how long starts took
 * @param seconds since the siege began
 */
record Report(
    int kills,
    int killsAtStart,
    Map<String, Integer> failpoints,
    long decisions,
    long outcomes,
    int rollbacks,
    Faults faults,
    int verifications,
    int verifyFailures,
    List<String> verdicts,
    Recoveries recoveries,
    double seconds) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Whether all is as it must be. */
  boolean holds() {
    return faults.none() && verifyFailures == 0;
  }

  /** One line for somebody who waits. */
  String line(int of) {
    return String.format(
        Locale.ROOT,
        "%d of %d kills, %,d decisions and %,d outcomes acknowledged, recovery %,d ms (max %,d),"
            + " %d faults, %d verify failures",
        kills,
        of,
        decisions,
        outcomes,
        recoveries.median(),
        recoveries.greatest(),
        faultCount(),
        verifyFailures);
  }

  private long faultCount() {
    long sum = 0;
    for (Kind kind : Kind.values()) {
      sum += faults.count(kind);
    }
    return sum;
  }

  /** A table for a person, with the first faults in words. */
  String table() {
    StringBuilder table = new StringBuilder();
    row(table, "kills", kills + " (" + killsAtStart + " before the server was ready)");
    failpoints.forEach((name, times) -> row(table, "  at " + name, times));
    row(table, "decisions acknowledged", decisions);
    row(table, "outcomes acknowledged", outcomes);
    row(table, "rollbacks", rollbacks);
    row(table, "lost", faults.count(Kind.LOST));
    row(table, "counted twice", faults.count(Kind.COUNTED_TWICE));
    row(table, "decisions changed", faults.count(Kind.CHANGED));
    row(table, "wrong fates", faults.count(Kind.WRONG_FATE));
    row(table, "verify failures", verifyFailures + " of " + verifications);
    row(table, "ready after, ms", recoveries.median() + " (max " + recoveries.greatest() + ")");
    row(table, "facts folded again", recoveries.facts());
    row(table, "longest folding, ms", recoveries.longestFold());
    row(table, "seconds", Math.round(seconds));
    faults.words().forEach(word -> table.append(word).append('\n'));
    verdicts.forEach(verdict -> table.append(verdict).append('\n'));
    return table.toString();
  }

  private static void row(StringBuilder table, String name, Object value) {
    table.append(String.format(Locale.ROOT, "%-28s %s%n", name, value));
  }

  /** Writes the file anew. */
  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json()) + System.lineSeparator());
  }

  /** The figures by their names. */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("kills", kills).put("kills_at_start", killsAtStart);
    ObjectNode points = root.putObject("kills_at_failpoints");
    failpoints.forEach(points::put);
    root.put("decisions_acknowledged", decisions).put("outcomes_acknowledged", outcomes);
    root.put("rollbacks", rollbacks);
    root.put("lost", faults.count(Kind.LOST));
    root.put("counted_twice", faults.count(Kind.COUNTED_TWICE));
    root.put("verify_failures", verifyFailures);
    root.put("decisions_changed", faults.count(Kind.CHANGED));
    root.put("wrong_fates", faults.count(Kind.WRONG_FATE));
    root.put("verifications", verifications);
    root.put("recovery_ms_p50", recoveries.median());
    root.put("recovery_ms_max", recoveries.greatest());
    root.put("fold_ms_max", recoveries.longestFold());
    root.put("facts_folded_again", recoveries.facts());
    return root.put("seconds", seconds);
  }
}

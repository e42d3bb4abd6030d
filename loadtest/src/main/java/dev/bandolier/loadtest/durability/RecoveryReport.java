package dev.bandolier.loadtest.durability;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.loadtest.durability.Filling.Filled;
import dev.bandolier.loadtest.durability.RecoveryTrial.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What a trial of recovery came to.
 *
 * @param filled what the server had acknowledged before it was killed
 * @param recoveries starts with nothing but the journal
 * @param cleanStarts starts after a clean stop
 */
record RecoveryReport(Filled filled, List<Start> recoveries, List<Start> cleanStarts) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  RecoveryReport {
    recoveries = List.copyOf(recoveries);
    cleanStarts = List.copyOf(cleanStarts);
  }

  /** What is not as promised, a line each. */
  String faults() {
    return faults(recoveries, filled.facts(), Long.MAX_VALUE, "a recovery")
        + faults(cleanStarts, 0, 0, "a clean start");
  }

  private String faults(List<Start> starts, long least, long most, String what) {
    StringBuilder faults = new StringBuilder();
    for (Start start : starts) {
      long facts = start.log().facts();
      if (facts < least || facts > most) {
        faults.append("%s folded %,d facts%n".formatted(what, facts));
      }
      if (start.log().remembered() != filled.decisions()) {
        faults.append("%s remembered %,d decisions%n".formatted(what, start.log().remembered()));
      }
    }
    return faults.toString();
  }

  /** A table for a person. */
  String table() {
    StringBuilder table = new StringBuilder();
    row(table, "facts acknowledged", "%,d".formatted(filled.facts()));
    row(table, "  decisions", "%,d".formatted(filled.decisions()));
    row(table, "  outcomes", "%,d".formatted(filled.outcomes()));
    row(table, "recovery: facts folded", figures(recoveries, start -> start.log().facts()));
    row(table, "  folded and indexed in, ms", figures(recoveries, start -> start.log().millis()));
    row(table, "  ready after, ms", figures(recoveries, Start::readyMillis));
    row(table, "clean start: ready after, ms", figures(cleanStarts, Start::readyMillis));
    row(table, "decisions remembered", figures(cleanStarts, start -> start.log().remembered()));
    return table.append(faults()).toString();
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(String.format(Locale.ROOT, "%-30s %s%n", name, value));
  }

  private static String figures(List<Start> starts, ToLongFunction<Start> figure) {
    return starts.stream()
        .map(start -> String.format(Locale.ROOT, "%,d", figure.applyAsLong(start)))
        .collect(Collectors.joining("  "));
  }

  /** Writes the figures anew. */
  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("facts", filled.facts());
    root.put("decisions", filled.decisions()).put("outcomes", filled.outcomes());
    root.put("arms", MailCampaign.ARMS).put("dimension", MailCampaign.DIMENSION);
    array(root, "facts_folded", recoveries, start -> start.log().facts());
    array(root, "recovery_ms", recoveries, Start::readyMillis);
    array(root, "fold_ms", recoveries, start -> start.log().millis());
    array(root, "clean_start_ms", cleanStarts, Start::readyMillis);
    root.put("remembered", cleanStarts.get(cleanStarts.size() - 1).log().remembered());
    Files.writeString(file, JSON.writeValueAsString(root) + System.lineSeparator());
  }

  private static void array(
      ObjectNode root, String name, List<Start> starts, ToLongFunction<Start> figure) {
    ArrayNode array = root.putArray(name);
    starts.stream().mapToLong(figure).forEach(array::add);
  }
}

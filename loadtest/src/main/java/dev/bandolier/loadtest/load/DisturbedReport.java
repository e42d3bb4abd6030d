package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.loadtest.load.DisturbedRun.Disturbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What runs beside disturbances came to, a row for each, in their order. Immutable. */
record DisturbedReport(RunPlan plan, List<String> flags, List<Disturbed> rows) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final double P99 = 99;
  private static final double P999 = 99.9;
  private static final double MOST = 100;

  /** Keeps copies. */
  DisturbedReport {
    flags = List.copyOf(flags);
    rows = List.copyOf(rows);
  }

  /** Whether every answer was what it should be. */
  boolean holds() {
    return rows.stream().allMatch(row -> row.result().faults().isEmpty());
  }

  /** A table for a person; what went wrong below it. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-9s %9s %11s %9s %9s %9s %9s %10s%n",
            "beside",
            "times",
            "answered/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "most us",
            "over none"));
    rows.forEach(row -> table.append(line(row)));
    rows.forEach(
        row ->
            row.result()
                .faults()
                .forEach(
                    (name, count) ->
                        table.append(
                            row.disturbance() + ": " + count + " x " + name + "%n".formatted())));
    return table.toString();
  }

  private String line(Disturbed row) {
    Histogram nanos = row.result().latency();
    return String.format(
        Locale.ROOT,
        "%-9s %,9d %,11.0f %,9.0f %,9.0f %,9.0f %,9.0f %10.2f%n",
        row.disturbance(),
        row.times(),
        row.result().achieved(),
        Latency.micros(nanos, MOST / 2),
        Latency.micros(nanos, P99),
        Latency.micros(nanos, P999),
        Latency.micros(nanos, MOST),
        overNone(row));
  }

  /** The row's p99.9 as a multiple of the undisturbed one's; NaN where nothing was measured undisturbed. */
  private double overNone(Disturbed row) {
    return rows.stream()
        .filter(one -> one.disturbance() == Disturbance.NONE)
        .mapToDouble(
            none ->
                Latency.micros(row.result().latency(), P999)
                    / Latency.micros(none.result().latency(), P999))
        .findFirst()
        .orElse(Double.NaN);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, json().toPrettyString() + System.lineSeparator());
  }

  /** The figures by their names; of each row those of a run of its own, too. */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    for (Disturbed row : rows) {
      ObjectNode figures = root.withArray("rows").addObject();
      figures.put("beside", row.disturbance().word()).put("times", row.times());
      if (!Double.isNaN(overNone(row))) {
        figures.put("p999_over_none", Series.rounded(overNone(row)));
      }
      figures.setAll(new RunReport(plan, row.result()).json());
      figures.remove(List.of("settings", "machine"));
    }
    RunReport.settings(root.putObject("settings"), plan);
    Machine.put(root.putObject("machine"), flags);
    return root;
  }
}

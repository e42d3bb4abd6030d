package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run came to, for a person and for a program. Immutable. */
record RunReport(RunPlan plan, RunResult result) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final double NANOS_PER_MICRO = 1e3;

  /** A percentile and its name in the figures. */
  record Point(double percentile, String name) {}

  /** Those that are shown. */
  static final List<Point> POINTS =
      List.of(
          new Point(50, "p50"),
          new Point(90, "p90"),
          new Point(99, "p99"),
          new Point(99.9, "p999"),
          new Point(99.99, "p9999"),
          new Point(100, "max"));

  /** Whether every answer was what it should be. */
  boolean holds() {
    return result.faults().isEmpty();
  }

  /** A table for a person; what went wrong below it. */
  String table() {
    StringBuilder table = new StringBuilder();
    if (plan.rate() > 0) {
      line(table, "offered, items/s", plan.rate());
    }
    line(table, "answered, items/s", result.achieved());
    if (plan.mode() == Mode.OUTCOMES) {
      line(table, "learned, outcomes/s", result.learned());
    }
    times(table, "latency", result.latency());
    times(table, "freshness", result.freshness());
    result.faults().forEach((name, count) -> table.append(count + " x " + name + "%n".formatted()));
    return table.toString();
  }

  private static void line(StringBuilder table, String name, double value) {
    table.append(String.format(Locale.ROOT, "%-22s %,12.0f%n", name, value));
  }

  private static void times(StringBuilder table, String what, Histogram nanos) {
    if (nanos.getTotalCount() > 0) {
      POINTS.forEach(
          point ->
              line(
                  table,
                  what + " " + point.name + ", us",
                  Latency.micros(nanos, point.percentile)));
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, json().toPrettyString() + System.lineSeparator());
  }

  /** The figures by their names. */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode().put("mode", plan.mode().word());
    root.put("offered_per_s", plan.rate());
    root.put("achieved_per_s", Series.rounded(result.achieved()));
    if (plan.mode() == Mode.OUTCOMES) {
      root.put("learned_per_s", Series.rounded(result.learned()));
    }
    times(root.putObject("latency_us"), result.latency());
    times(root.putObject("freshness_us"), result.freshness());
    root.put("outcomes", result.outcomes());
    result.faults().forEach(root.putObject("errors")::put);
    settings(root.putObject("settings"), plan);
    Machine.put(root.putObject("machine"), List.of());
    return root;
  }

  private static void times(ObjectNode into, Histogram nanos) {
    into.put("count", nanos.getTotalCount());
    if (nanos.getTotalCount() > 0) {
      into.put("mean", Series.rounded(nanos.getMean() / NANOS_PER_MICRO));
      POINTS.forEach(
          point -> into.put(point.name, Series.rounded(Latency.micros(nanos, point.percentile))));
    }
  }

  /** Writes what was driven. */
  static void settings(ObjectNode settings, RunPlan plan) {
    settings.put("duration_s", plan.seconds()).put("warm_up_s", plan.warmUp());
    settings.put("arms", plan.arms()).put("connections", plan.connections());
    settings.put("batch_items", plan.items()).put("rewarded_one_in", plan.rewardedOneIn());
    settings.put("window_s", plan.windowSeconds()).put("idle_campaigns", plan.idle());
  }
}

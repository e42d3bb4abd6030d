package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.client.EvaluationResult;
import dev.bandolier.client.PolicyValue;
import dev.bandolier.client.ValueEstimate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What policies would have earned, for people and for programs. */
final class ValuationTable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final List<String> ALL = List.of("ips", "snips", "dm", "dr", "switch_dr", "slate");

  private ValuationTable() {}

  static void print(String name, EvaluationResult found, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-24s %-9s %10s %23s %23s %9s %8s%n",
        name,
        "",
        "value",
        "95 %",
        "at any time",
        "ess",
        "weight");
    for (PolicyValue value : found.policies()) {
      out.printf(
          Locale.ROOT,
          "%-24s %-9s %10.5f  (%,d rounds, %s)%n",
          value.name(),
          "logged",
          value.loggedValue(),
          value.accepted(),
          value.valueOf().name().toLowerCase(Locale.ROOT));
      value.estimators().forEach((estimator, estimate) -> print(estimator, estimate, out));
    }
  }

  private static void print(String estimator, ValueEstimate estimate, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-24s %-9s %10s %11s %11s %11s %11s %9.0f %8s%n",
        "",
        estimator,
        text(estimate.value()),
        text(estimate.low()),
        text(estimate.high()),
        text(estimate.csLow()),
        text(estimate.csHigh()),
        estimate.ess(),
        text(estimate.maxWeight()));
  }

  private static String text(OptionalDouble figure) {
    return figure.isPresent() ? String.format(Locale.ROOT, "%.5f", figure.getAsDouble()) : "-";
  }

  /** Writes the file anew. */
  static void write(EvaluationResult found, Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json(found)) + System.lineSeparator());
  }

  /** {@code policies} by name; null where a figure does not exist. */
  static ObjectNode json(EvaluationResult found) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode policies = root.putObject("policies");
    found.policies().forEach(value -> add(policies.putObject(value.name()), value));
    ObjectNode leftOut = root.putObject("left_out");
    found.leftOut().forEach(leftOut::put);
    return root;
  }

  private static void add(ObjectNode node, PolicyValue value) {
    node.put("rounds", value.rounds());
    node.put("value_of", value.valueOf().name().toLowerCase(Locale.ROOT));
    node.put("learned_from", value.learnedFrom()).put("accepted", value.accepted());
    node.put("logged_value", value.loggedValue());
    ObjectNode estimators = node.putObject("estimators");
    for (String name : ALL) {
      ValueEstimate estimate = value.estimators().get(name);
      if (estimate == null) {
        estimators.putNull(name);
      } else {
        add(estimators.putObject(name), estimate);
      }
    }
  }

  private static void add(ObjectNode node, ValueEstimate estimate) {
    put(node, "value", estimate.value());
    put(node, "low", estimate.low());
    put(node, "high", estimate.high());
    put(node, "cs_low", estimate.csLow());
    put(node, "cs_high", estimate.csHigh());
    node.put("ess", estimate.ess());
    put(node, "max_weight", estimate.maxWeight());
    put(node, "clip", estimate.clip());
  }

  private static void put(ObjectNode node, String name, OptionalDouble figure) {
    if (figure.isPresent()) {
      node.put(name, figure.getAsDouble());
    } else {
      node.putNull(name);
    }
  }
}

package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results as a table for a person: a line per policy, and per run where they are few. */
final class ResultsTable {
  private static final int FEW = 40;
  private static final String HEAD = "%-18s %6s %9s %9s %9s %9s %9s %9s %9s %9s %9s%n";
  private static final String RUN = "%-18s %6s %9s %9s %9s %9s %9s %9s %9s %9d %9s%n";

  private ResultsTable() {}

  /** The table, ending with a line break. */
  static String of(Results results) {
    StringBuilder table = new StringBuilder();
    if (results.runs().size() <= FEW) {
      runs(table, results.runs());
    }
    policies(table, results.runs());
    if (!results.skipped().isEmpty()) {
      line(table, "%d groups with a single arm were skipped%n", results.skipped().size());
    }
    return table.toString();
  }

  private static void runs(StringBuilder table, List<RunResult> runs) {
    line(
        table,
        HEAD,
        "run",
        "seed",
        "mean",
        "last 1/5",
        "best 1/5",
        "uniform",
        "best arm",
        "oracle",
        "regret",
        "accepted",
        "seconds");
    for (RunResult run : runs) {
      line(
          table,
          RUN,
          run.policy(),
          run.seed().isPresent() ? Long.toString(run.seed().getAsLong()) : "-",
          figure(run.rewardMean()),
          figure(run.lastFifthMean()),
          figure(run.bestArmLastFifthShare()),
          figure(run.references().uniform()),
          figure(run.references().bestArm()),
          figure(run.references().oracle()),
          sum(run.regret()),
          run.accepted(),
          "%.1f".formatted(run.seconds()));
    }
    line(table, "%n");
  }

  private static void policies(StringBuilder table, List<RunResult> runs) {
    line(
        table,
        HEAD,
        "policy",
        "runs",
        "mean",
        "se",
        "last 1/5",
        "best 1/5",
        "uniform",
        "best arm",
        "oracle",
        "regret",
        "seconds");
    for (Map.Entry<String, Summary> each : Summary.byPolicy(runs).entrySet()) {
      List<RunResult> own = runs.stream().filter(r -> r.policy().equals(each.getKey())).toList();
      Summary summary = each.getValue();
      line(
          table,
          HEAD,
          each.getKey(),
          summary.runs(),
          figure(summary.mean()),
          figure(summary.se()),
          mean(own, RunResult::lastFifthMean),
          mean(own, RunResult::bestArmLastFifthShare),
          mean(own, run -> run.references().uniform()),
          mean(own, run -> run.references().bestArm()),
          mean(own, run -> run.references().oracle()),
          sum(own.stream().mapToDouble(RunResult::regret).average().orElse(Double.NaN)),
          "%.1f".formatted(own.stream().mapToDouble(RunResult::seconds).sum()));
    }
  }

  private static String mean(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
    return figure(runs.stream().mapToDouble(figure).average().orElse(Double.NaN));
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.5f", value);
  }

  private static String sum(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }

  private static void line(StringBuilder table, String format, Object... cells) {
    table.append(String.format(Locale.ROOT, format, cells));
  }
}

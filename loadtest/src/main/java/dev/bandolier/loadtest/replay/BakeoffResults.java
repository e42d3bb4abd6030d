package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who won.
 *
 * @param policies the server's contestants
 * @param peers the others
 * @param sets how they stand on each set
 */
record BakeoffResults(List<String> policies, List<String> peers, List<Standing> sets) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int LEAST_WIDTH = 16;

  /** From how everybody stands on each set; who is none of the peers is a policy of the server's. */
  static BakeoffResults of(List<String> peers, List<Standing> sets) {
    List<String> policies =
        sets.stream()
            .flatMap(set -> set.means().keySet().stream())
            .distinct()
            .filter(contestant -> !peers.contains(contestant))
            .toList();
    return new BakeoffResults(policies, peers, sets);
  }

  /** Writes the file anew. */
  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json()) + System.lineSeparator());
  }

  /**
   * {@code sets}, each with {@code policies} and {@code peers}: mean, se, and regret where known; {@code by_seed} has the
   * mean reward of every seed. {@code matrix} has, by row and column, wins less losses over the sets.
   */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    for (Standing set : sets) {
      ObjectNode node = root.withArray("sets").addObject().put("name", set.set());
      policies.forEach(policy -> add(node.withObject("/policies"), set, policy));
      peers.forEach(peer -> add(node.withObject("/peers"), set, peer));
      ObjectNode differences = node.putObject("differences");
      for (String policy : policies) {
        for (String peer : peers) {
          Summary difference = set.difference(policy, peer);
          differences
              .withObject("/" + policy)
              .putObject(peer)
              .put("mean", known(difference.mean()))
              .put("se", known(difference.se()));
        }
      }
    }
    addMatrix(root.putObject("matrix"));
    return root;
  }

  private void addMatrix(ObjectNode matrix) {
    for (String row : everybody()) {
      ObjectNode cells = matrix.putObject(row);
      everybody().stream()
          .filter(column -> !column.equals(row))
          .forEach(column -> cells.put(column, winsLessLosses(row, column)));
    }
  }

  private List<String> everybody() {
    return Stream.concat(policies.stream(), peers.stream()).toList();
  }

  /** Over the sets (Bietti et al. 2021, section 3). */
  private int winsLessLosses(String one, String other) {
    return sets.stream().mapToInt(set -> set.verdict(one, other)).sum();
  }

  private static void add(ObjectNode node, Standing set, String contestant) {
    Summary mean = set.mean(contestant);
    Summary regret = set.regret(contestant);
    ObjectNode figures = node.putObject(contestant);
    figures.put("mean", known(mean.mean())).put("se", known(mean.se()));
    if (!Double.isNaN(regret.mean())) {
      figures.put("regret", known(regret.mean())).put("regret_se", known(regret.se()));
      addSeeds(figures.putObject("regret_by_seed"), set.regrets(), contestant);
    }
    addSeeds(figures.putObject("by_seed"), set.means(), contestant);
  }

  private static void addSeeds(
      ObjectNode node, Map<String, Map<Long, Double>> figures, String contestant) {
    figures
        .getOrDefault(contestant, Map.of())
        .forEach((seed, figure) -> node.put(Long.toString(seed), known(figure)));
  }

  /** For a person: the sets, then who beats whom on how many of them. */
  String table() {
    StringBuilder table = new StringBuilder();
    List<String> all = everybody();
    sets.forEach(set -> describe(table, set, all));
    matrix(table, all);
    return table.toString();
  }

  private void describe(StringBuilder table, Standing set, List<String> all) {
    String policy = all.get(0);
    String row = "%-" + (2 + width()) + "s %10s %9s %11s   %s";
    line(table, row, set.set(), "mean", "se", "regret", "than " + policy);
    for (String contestant : all) {
      Summary mean = set.mean(contestant);
      line(
          table,
          row,
          "  " + contestant,
          figure("%.5f", mean.mean()),
          figure("%.5f", mean.se()),
          figure("%.1f", set.regret(contestant).mean()),
          contestant.equals(policy) ? "" : comparison(set.difference(contestant, policy)));
    }
    line(table, "");
  }

  private static String comparison(Summary difference) {
    String figures = figure("%+.5f", difference.mean()) + " ± " + figure("%.5f", difference.se());
    double clear = Standing.CLEAR * difference.se();
    return figures
        + (difference.mean() > clear ? "  better" : difference.mean() < -clear ? "  worse" : "");
  }

  private void matrix(StringBuilder table, List<String> all) {
    line(
        table,
        "Wins less losses of a row against a column over %d sets; a win is a mean reward, paired"
            + " over the seeds,",
        sets.size());
    line(table, "that is more than %.0f standard errors higher.", Standing.CLEAR);
    StringBuilder head = new StringBuilder(" ".repeat(2 + width()));
    all.forEach(name -> head.append(right(name)));
    line(table, "%s", head);
    for (String row : all) {
      StringBuilder text =
          new StringBuilder(String.format(Locale.ROOT, "%-" + (2 + width()) + "s", row));
      for (String column : all) {
        text.append(
            right(row.equals(column) ? "-" : Integer.toString(winsLessLosses(row, column))));
      }
      line(table, "%s", text);
    }
  }

  private String right(String cell) {
    return String.format(Locale.ROOT, " %" + width() + "s", cell);
  }

  /** Room for every name. */
  private int width() {
    return everybody().stream().mapToInt(String::length).reduce(LEAST_WIDTH, Math::max);
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static String figure(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder table, String format, Object... cells) {
    table.append(String.format(Locale.ROOT, format, cells)).append('\n');
  }
}

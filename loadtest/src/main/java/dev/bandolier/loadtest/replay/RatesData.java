package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads groups of arms with trials and successes. Rows of a group that agree in the arm's columns
 * are one arm; groups with one arm leave nothing to choose and are skipped; groups and arms keep
 * the file's order, so that a limit means the same groups for every seed.
 */
final class RatesData {
  private final Table table;
  private final Kind.Rates kind;
  private final int group;
  private final int[] arm;
  private final int trials;
  private final int successes;

  /** An arm's sums. */
  private static final class Count {
    private double trials;
    private double successes;

    double rate() {
      return trials == 0 ? 0 : successes / trials;
    }
  }

  private RatesData(Table table, Kind.Rates kind) {
    this.table = table;
    this.kind = kind;
    this.group = kind.group() == null ? -1 : table.column("group", kind.group());
    this.arm = kind.arm().stream().mapToInt(name -> table.column("arm", name)).toArray();
    this.trials = table.column("trials", kind.trials());
    this.successes = table.column("successes", kind.successes());
  }

  /**
   * The groups of a table as problems.
   *
   * @throws SpecException where a column or a cell is not what it should be
   */
  static DataSet read(Spec spec, Kind.Rates kind, Table table) {
    return new RatesData(table, kind).problems(spec);
  }

  private DataSet problems(Spec spec) {
    Map<String, Map<String, Count>> groups = groups();
    List<Problem> problems = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    groups.forEach(
        (name, arms) -> {
          if (arms.size() < 2) {
            skipped.add(name);
          } else if (problems.size() < spec.limit().orElse(Integer.MAX_VALUE)) {
            problems.add(
                problem(groups.size() == 1 ? spec.name() : spec.name() + "/" + name, arms));
          }
        });
    return new DataSet(problems, skipped);
  }

  private Problem problem(String name, Map<String, Count> arms) {
    double[] rates = arms.values().stream().mapToDouble(Count::rate).toArray();
    Arms named = Arms.named(List.copyOf(arms.keySet()));
    return new RatesProblem(name, named, ContextFeatures.none(table), rates, kind.rounds());
  }

  private Map<String, Map<String, Count>> groups() {
    Map<String, Map<String, Count>> groups = new LinkedHashMap<>();
    for (int row = 0; row < table.rows().size(); row++) {
      Count count =
          groups
              .computeIfAbsent(cell(row, group), unseen -> new LinkedHashMap<>())
              .computeIfAbsent(armName(row), unseen -> new Count());
      add(row, count);
    }
    return groups;
  }

  private void add(int row, Count count) {
    double tried = table.number(row, trials);
    double succeeded = table.number(row, successes);
    if (tried < 0 || succeeded < 0 || succeeded > tried) {
      throw new SpecException(
          table.cell(row, successes) + ": more than " + kind.trials() + ", or below 0");
    }
    count.trials += tried;
    count.successes += succeeded;
  }

  private String armName(int row) {
    List<String> parts = new ArrayList<>();
    for (int column : arm) {
      parts.add(cell(row, column));
    }
    return String.join(" | ", parts);
  }

  private String cell(int row, int column) {
    return column < 0 ? "all" : table.rows().get(row)[column];
  }
}

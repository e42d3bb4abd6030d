package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The context columns of a data set as features of a campaign. Column names become feature names
 * (characters that a feature name may not have turn into {@code _}); the values of a categorical
 * column are declared in their order of appearance, so that all are known from the first decision.
 * An empty cell is a missing feature.
 */
final class ContextFeatures {
  /** How many values of a categorical feature may have an index of their own. */
  static final int MAX_VALUES = 256;

  private static final int MAX_NAME = 63;

  private final Table table;
  private final List<Feature> features;
  private final List<Spec.Cross> crossed;

  /** A declared feature; {@code values} is empty where it is not categorical. */
  record Feature(String name, int column, ContextColumn kind, List<String> values) {}

  private ContextFeatures(Table table, List<Feature> features, List<Spec.Cross> crossed) {
    this.table = table;
    this.features = features;
    this.crossed = crossed;
  }

  /** Features of contexts that come from no table. */
  static ContextFeatures declared(List<Feature> features, List<Spec.Cross> crossed) {
    return new ContextFeatures(new Table(List.of(), List.of()), features, crossed);
  }

  /** Nothing but the intercept. */
  static ContextFeatures none(Table table) {
    return new ContextFeatures(table, List.of(), List.of());
  }

  /**
   * The features that a spec declares.
   *
   * @throws SpecException where a column is missing or two columns would get one feature name
   */
  static ContextFeatures of(Spec spec, Table table) {
    Map<String, String> names = new LinkedHashMap<>();
    List<Feature> features = new ArrayList<>();
    for (Map.Entry<String, ContextColumn> each : spec.context().entrySet()) {
      String column = each.getKey();
      names.put(column, unique(column, names));
      features.add(feature(names.get(column), column, each.getValue(), table));
    }
    return new ContextFeatures(table, features, renamed(spec.cross(), names));
  }

  List<Feature> features() {
    return features;
  }

  /** The crossed pairs, by feature name. */
  List<Spec.Cross> crossed() {
    return crossed;
  }

  /**
   * A row's values.
   *
   * @param row from 0
   * @throws SpecException naming a cell that is not of its column's kind
   */
  List<ContextValue> read(int row) {
    List<ContextValue> values = new ArrayList<>(features.size());
    for (Feature feature : features) {
      String cell = table.rows().get(row)[feature.column()];
      if (!cell.isBlank()) {
        values.add(value(feature, row, cell));
      }
    }
    return values;
  }

  private ContextValue value(Feature feature, int row, String cell) {
    if (feature.kind() instanceof ContextColumn.Categorical) {
      return new ContextValue.Category(feature.name(), cell);
    }
    if (feature.kind() instanceof ContextColumn.Flag) {
      return new ContextValue.Flag(feature.name(), flag(feature, row, cell));
    }
    return new ContextValue.Quantity(feature.name(), table.number(row, feature.column()));
  }

  private boolean flag(Feature feature, int row, String cell) {
    return switch (cell.strip().toLowerCase(Locale.ROOT)) {
      case "1", "1.0", "true", "yes" -> true;
      case "0", "0.0", "false", "no" -> false;
      default ->
          throw new SpecException(
              table.cell(row, feature.column()) + ": '" + cell + "' is neither true nor false");
    };
  }

  private static Feature feature(String name, String column, ContextColumn kind, Table table) {
    int index = table.column("context." + column, column);
    return new Feature(name, index, kind, values(kind, index, table));
  }

  private static List<String> values(ContextColumn kind, int column, Table table) {
    if (!(kind instanceof ContextColumn.Categorical)) {
      return List.of();
    }
    Set<String> seen = new LinkedHashSet<>();
    table.rows().stream().map(row -> row[column]).filter(v -> !v.isBlank()).forEach(seen::add);
    return seen.stream().limit(MAX_VALUES).toList();
  }

  private static String unique(String column, Map<String, String> taken) {
    String name = featureName(column);
    if (taken.containsValue(name)) {
      throw SpecException.at("context." + column, "another column is already called " + name);
    }
    return name;
  }

  private static String featureName(String column) {
    String clean = column.replaceAll("[^A-Za-z0-9_.-]", "_");
    String name = Character.isLetter(clean.charAt(0)) ? clean : "c" + clean;
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  private static List<Spec.Cross> renamed(List<Spec.Cross> pairs, Map<String, String> names) {
    List<Spec.Cross> renamed = new ArrayList<>();
    for (Spec.Cross pair : pairs) {
      renamed.add(
          new Spec.Cross(
              names.getOrDefault(pair.first(), pair.first()),
              names.getOrDefault(pair.second(), pair.second())));
    }
    return renamed;
  }
}

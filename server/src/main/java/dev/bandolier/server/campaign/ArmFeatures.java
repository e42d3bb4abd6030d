package dev.bandolier.server.campaign;

import dev.bandolier.v1.Feature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of a slot's arms as numbers, in the order in which their names first appear among the arms.
 * Each is divided by its largest magnitude among them; a flag is 1 or 0. The same arms give the same numbers.
 */
final class ArmFeatures {
  private ArmFeatures() {}

  /** A row for each arm. */
  static double[][] of(List<Arm> arms) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Arm arm : arms) {
      arm.features().forEach(f -> columns.putIfAbsent(f.getName(), columns.size()));
    }
    double[][] rows = new double[arms.size()][columns.size()];
    double[] largest = new double[columns.size()];
    for (int i = 0; i < rows.length; i++) {
      for (Feature feature : arms.get(i).features()) {
        int column = columns.getOrDefault(feature.getName(), 0);
        rows[i][column] = feature.hasFlag() ? feature.getFlag() ? 1 : 0 : feature.getNumber();
        largest[column] = Math.max(largest[column], Math.abs(rows[i][column]));
      }
    }
    for (double[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        row[column] /= largest[column] > 0 ? largest[column] : 1;
      }
    }
    return rows;
  }
}

package dev.bandolier.loadtest.replay;

import java.util.List;

/**
 * A data file in memory: every cell as text, an empty one where nothing is known.
 *
 * @param columns the header
 * @param rows one array per row, as long as the header
 */
record Table(List<String> columns, List<String[]> rows) {

  /**
   * The index of the column that a spec's key names.
   *
   * @throws SpecException naming the key, where the header lacks the column
   */
  int column(String key, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw SpecException.at(
          key, "no column '" + name + "'; the columns are " + String.join(", ", columns));
    }
    return index;
  }

  /**
   * A cell as a finite number.
   *
   * @param row from 0
   * @throws SpecException naming row (from 1, below the header) and column
   */
  double number(int row, int column) {
    String text = rows.get(row)[column].strip();
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException notOne) {
      throw new SpecException(cell(row, column) + ": '" + text + "' is no number", notOne);
    }
    throw new SpecException(cell(row, column) + ": '" + text + "' is not finite");
  }

  /** How complaints name a cell. */
  String cell(int row, int column) {
    return "row " + (row + 1) + ", column '" + columns.get(column) + "'";
  }
}

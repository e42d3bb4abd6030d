package dev.bandolier.loadtest.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The problems of one spec.
 *
 * @param problems at least one
 * @param skipped groups that leave nothing to choose
 */
record DataSet(List<Problem> problems, List<String> skipped) {
  DataSet {
    if (problems.isEmpty()) {
      throw SpecException.at("file", "no group has two arms to choose from");
    }
  }

  /**
   * What the spec says, with the data that it names.
   *
   * @param data where the spec's file is looked for first
   * @throws SpecException where they do not fit
   */
  static DataSet read(SpecFile from, Spec spec, @Nullable Path data) throws IOException {
    if (spec.kind() instanceof Kind.Synthetic synthetic) {
      return new DataSet(List.of(new SyntheticProblem(spec, synthetic)), List.of());
    }
    return of(spec, from.read(spec.file(), data));
  }

  /**
   * What the spec makes of the table.
   *
   * @throws SpecException where they do not fit
   */
  static DataSet of(Spec spec, Table table) {
    if (spec.kind() instanceof Kind.Logged logged) {
      return new DataSet(List.of(LoggedProblem.of(spec, logged, table)), List.of());
    }
    if (spec.kind() instanceof Kind.Labelled labelled) {
      return new DataSet(List.of(LabelledProblem.of(spec, labelled, table)), List.of());
    }
    return RatesData.read(spec, (Kind.Rates) spec.kind(), table);
  }
}

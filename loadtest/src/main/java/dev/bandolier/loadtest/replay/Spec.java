package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to replay, as a spec file says it.
 *
 * @param name of the replay, as it stands in the results
 * @param file the data, relative to the data folder or to the spec; empty where the kind needs none
 * @param kind what the data is, with the keys that only this kind takes
 * @param context the columns that a decision sees, by column name, in the file's order of keys
 * @param cross pairs of context columns that get a weight per combination
 * @param policy what decides; absent: the server's default
 * @param limit how many rows (for rates: groups) are used at most
 * @param seed shuffles the rows and keys the draws; absent: the file's order
 */
record Spec(
    String name,
    String file,
    Kind kind,
    Map<String, ContextColumn> context,
    List<Cross> cross,
    @Nullable PolicyChoice policy,
    OptionalInt limit,
    OptionalLong seed) {

  Spec withLimit(OptionalInt limit) {
    return new Spec(name, file, kind, context, cross, policy, limit, seed);
  }

  Spec withKind(Kind kind, List<Cross> cross) {
    return new Spec(name, file, kind, context, cross, policy, limit, seed);
  }

  /** Two context columns, by column name. */
  record Cross(String first, String second) {}
}

package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.FeatureSchema;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the values of a context that was read by one schema into those of another: by name, where both take the same kind of value (a
 * category, a number or a flag). What the one does not have is missing in the other, but for hours and weekdays, which are derived from
 * a time in the other's time zone. Immutable.
 */
public final class ContextMapping {

  private static final int NONE = -1;

  private final int[] sources;
  private final DerivedFrom[] derived;
  private final ZoneId zone;

  private ContextMapping(int[] sources, DerivedFrom[] derived, ZoneId zone) {
    this.sources = sources;
    this.derived = derived;
    this.zone = zone;
  }

  /** From a schema to that of a campaign. */
  public static ContextMapping of(ContextSchema from, Campaign to) {
    List<FeatureSchema> wanted = to.definition().getSchema().getFeaturesList();
    return new ContextMapping(
        wanted.stream().mapToInt(feature -> place(feature, from)).toArray(),
        wanted.stream().map(f -> f.getCyclic().getDerivedFrom()).toArray(DerivedFrom[]::new),
        to.timeZone());
  }

  private static int place(FeatureSchema wanted, ContextSchema from) {
    for (int i = 0; i < from.getFeaturesCount(); i++) {
      FeatureSchema feature = from.getFeatures(i);
      if (feature.getName().equals(wanted.getName())) {
        return kindOf(feature).equals(kindOf(wanted)) ? i : NONE;
      }
    }
    return NONE;
  }

  /** What kind of value a feature takes, in a word: category, number or flag. */
  public static String kindOf(FeatureSchema feature) {
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> "category";
      case CYCLIC, NUMERIC -> "number";
      case BOOLEAN -> "flag";
      case KIND_NOT_SET -> "nothing";
    };
  }

  /**
   * Turns them.
   *
   * @param from as the one schema has read them
   * @param time what hours and weekdays are derived from, epoch milliseconds
   * @param into filled in the other schema's order
   */
  public void map(ContextValues from, long time, ContextValues into) {
    into.reset(sources.length);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != NONE && sources[i] < from.size()) {
        into.copy(i, from, sources[i]);
      }
      if (into.isMissing(i)) {
        into.derive(i, derived[i], zone, Math.floorDiv(time, 1000L));
      }
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(sources);
  }
}

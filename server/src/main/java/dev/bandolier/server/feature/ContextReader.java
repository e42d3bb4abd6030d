package dev.bandolier.server.feature;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.TimeZones;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.FeatureSchema;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests' contexts by one revision of a campaign's schema. Immutable; reading allocates
 * nothing unless something is wrong. A context whose features come in the schema's order is read
 * without looking names up.
 */
public final class ContextReader {

  private static final int MAX_VIOLATIONS = 100;
  private static final long MIN_SECOND = -62_135_596_800L;
  private static final long MAX_SECOND = 253_402_300_799L;

  private final FeatureSchema.KindCase[] kinds;
  private final String[] names;
  private final DerivedFrom[] derived;
  private final Map<String, Integer> byName = new HashMap<>();
  private final ZoneId timeZone;

  private ContextReader(List<FeatureSchema> schema, ZoneId timeZone) {
    this.timeZone = timeZone;
    kinds = schema.stream().map(FeatureSchema::getKindCase).toArray(FeatureSchema.KindCase[]::new);
    names = schema.stream().map(FeatureSchema::getName).toArray(String[]::new);
    derived = schema.stream().map(f -> f.getCyclic().getDerivedFrom()).toArray(DerivedFrom[]::new);
    for (int i = 0; i < names.length; i++) {
      byName.put(names[i], i);
    }
  }

  /** The reader for that revision. */
  public static ContextReader compile(Campaign campaign) {
    return new ContextReader(
        campaign.definition().getSchema().getFeaturesList(), campaign.timeZone());
  }

  /**
   * Reads a context.
   *
   * @param now what hours and weekdays are derived from unless the context has a time, epoch
   *     milliseconds
   * @param into filled in the schema's order; of no use where something is wrong
   * @return what is wrong, with paths such as {@code context.features[2].number}; empty where all is
   *     well, at most a hundred
   */
  public List<Violation> read(Context context, long now, ContextValues into) {
    into.reset(names.length);
    List<Violation> wrong = readFeatures(context, into);
    wrong = and(wrong, checkTime(context.getTime()));
    ZoneId zone =
        context.getTimeZone().isEmpty() ? timeZone : TimeZones.find(context.getTimeZone());
    if (zone == null) {
      wrong = and(wrong, violation("time_zone", "must be an IANA time zone such as Europe/Berlin"));
    } else if (wrong.isEmpty()) {
      long second = context.hasTime() ? context.getTime().getSeconds() : Math.floorDiv(now, 1000L);
      derive(zone, second, into);
    }
    return wrong;
  }

  private List<Violation> readFeatures(Context context, ContextValues into) {
    List<Violation> wrong = List.of();
    int expected = 0;
    for (int i = 0; i < context.getFeaturesCount() && wrong.size() < MAX_VIOLATIONS; i++) {
      Feature feature = context.getFeatures(i);
      int index = find(feature.getName(), expected);
      expected = index + 1;
      wrong = and(wrong, index < 0 ? unknown(i) : take(feature, i, index, into));
    }
    return wrong;
  }

  private int find(String name, int expected) {
    if (expected < names.length && names[expected].equals(name)) {
      return expected;
    }
    Integer index = byName.get(name);
    return index == null ? -1 : index;
  }

  private @Nullable Violation take(Feature feature, int i, int index, ContextValues into) {
    if (!into.isMissing(index)) {
      return violation(i, ".name", "must occur only once");
    }
    return switch (kinds[index]) {
      case CATEGORICAL -> takeCategory(feature, i, index, into);
      case CYCLIC, NUMERIC -> takeNumber(feature, i, index, into);
      case BOOLEAN -> takeFlag(feature, i, index, into);
      case KIND_NOT_SET -> unknown(i);
    };
  }

  private static @Nullable Violation takeCategory(
      Feature feature, int i, int index, ContextValues into) {
    if (!feature.hasCategory()) {
      return violation(i, sent(feature), "must be a category");
    }
    if (!Utf8.fits(feature.getCategory(), Limits.MAX_VALUE_BYTES)) {
      return violation(
          i, ".category", "must be at most " + Limits.MAX_VALUE_BYTES + " bytes of UTF-8");
    }
    into.setCategory(index, feature.getCategory());
    return null;
  }

  private static @Nullable Violation takeNumber(
      Feature feature, int i, int index, ContextValues into) {
    if (!feature.hasNumber()) {
      return violation(i, sent(feature), "must be a number");
    }
    if (!Double.isFinite(feature.getNumber())) {
      return violation(i, ".number", "must be finite");
    }
    into.setNumber(index, feature.getNumber());
    return null;
  }

  private static @Nullable Violation takeFlag(
      Feature feature, int i, int index, ContextValues into) {
    if (!feature.hasFlag()) {
      return violation(i, sent(feature), "must be a flag");
    }
    into.setFlag(index, feature.getFlag());
    return null;
  }

  private void derive(ZoneId zone, long second, ContextValues into) {
    for (int i = 0; i < derived.length; i++) {
      if (into.isMissing(i)) {
        into.derive(i, derived[i], zone, second);
      }
    }
  }

  private static @Nullable Violation checkTime(Timestamp time) {
    boolean sane =
        time.getSeconds() >= MIN_SECOND
            && time.getSeconds() <= MAX_SECOND
            && time.getNanos() >= 0
            && time.getNanos() < 1_000_000_000;
    return sane ? null : violation("time", "must be a time between the years 1 and 9999");
  }

  private static List<Violation> and(List<Violation> wrong, @Nullable Violation another) {
    if (another == null) {
      return wrong;
    }
    List<Violation> more = wrong.isEmpty() ? new ArrayList<>() : wrong;
    more.add(another);
    return more;
  }

  private static String sent(Feature feature) {
    return switch (feature.getValueCase()) {
      case CATEGORY -> ".category";
      case NUMBER -> ".number";
      case FLAG -> ".flag";
      case VALUE_NOT_SET -> "";
    };
  }

  private static Violation unknown(int i) {
    return violation(i, ".name", "must be declared in the campaign's schema");
  }

  private static Violation violation(int i, String field, String description) {
    return violation("features[" + i + "]" + field, description);
  }

  private static Violation violation(String field, String description) {
    return new Violation("context." + field, description);
  }
}

package dev.bandolier.server.campaign;

import dev.bandolier.v1.CategoricalFeature;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CrossedPair;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.NumericFeature;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What makes a context schema valid. */
final class SchemaRules {

  private static final int MAX_HARMONICS = 8;
  private static final double MAX_PERIOD = 1e6;

  private final ContextSchema schema;
  private final Findings findings;
  private final Map<String, FeatureSchema> byName = new HashMap<>();

  SchemaRules(ContextSchema schema, Findings findings) {
    this.schema = schema;
    this.findings = findings;
  }

  void check() {
    for (int i = 0; i < schema.getFeaturesCount(); i++) {
      FeatureSchema feature = schema.getFeatures(i);
      byName.putIfAbsent(feature.getName(), feature);
      checkFeature(feature, "schema.features[" + i + "]");
    }
    List<String> names = schema.getFeaturesList().stream().map(FeatureSchema::getName).toList();
    findings.requireDistinct(names, "schema.features", ".name");
    checkCrossed();
    findings.require(
        schema.getTimeZone().isEmpty() || TimeZones.find(schema.getTimeZone()) != null,
        "schema.time_zone",
        "must be an IANA time zone such as Europe/Berlin");
  }

  private void checkFeature(FeatureSchema feature, String field) {
    findings.require(Names.isFeature(feature.getName()), field + ".name", Names.FEATURE_HINT);
    switch (feature.getKindCase()) {
      case CATEGORICAL -> checkCategorical(feature.getCategorical(), field + ".categorical");
      case CYCLIC -> checkCyclic(feature.getCyclic(), field + ".cyclic");
      case NUMERIC -> checkNumeric(feature.getNumeric(), field + ".numeric");
      case BOOLEAN -> {}
      case KIND_NOT_SET -> findings.add(field, "must be categorical, cyclic, numeric or boolean");
    }
  }

  private void checkCategorical(CategoricalFeature feature, String field) {
    int max = feature.getMaxValues();
    findings.require(
        max >= 0 && max <= Limits.MAX_VALUES,
        field + ".max_values",
        "must be 1 to " + Limits.MAX_VALUES);
    findings.require(
        max < 0 || feature.getValuesCount() <= (max == 0 ? SchemaDefaults.MAX_VALUES : max),
        field + ".values",
        "must be at most max_values (" + SchemaDefaults.MAX_VALUES + " where left out)");
    for (int i = 0; i < feature.getValuesCount(); i++) {
      findings.requireBytes(
          feature.getValues(i), Limits.MAX_VALUE_BYTES, field + ".values[" + i + "]");
    }
    findings.requireDistinct(feature.getValuesList(), field + ".values", "");
  }

  private void checkCyclic(CyclicFeature feature, String field) {
    double period = feature.getPeriod();
    findings.require(
        period >= 2 && period <= MAX_PERIOD, field + ".period", "must be between 2 and 1e6");
    findings.require(
        feature.getHarmonics() >= 0 && feature.getHarmonics() <= MAX_HARMONICS,
        field + ".harmonics",
        "must be 1 to " + MAX_HARMONICS);
    findings.requireKnown(feature.getDerivedFrom(), field + ".derived_from");
    switch (feature.getDerivedFrom()) {
      case DERIVED_FROM_HOUR_OF_DAY ->
          findings.require(period == 24, field + ".period", "must be 24 for HOUR_OF_DAY");
      case DERIVED_FROM_DAY_OF_WEEK ->
          findings.require(period == 7, field + ".period", "must be 7 for DAY_OF_WEEK");
      case DERIVED_FROM_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  private void checkNumeric(NumericFeature feature, String field) {
    findings.require(Double.isFinite(feature.getMin()), field + ".min", "must be finite");
    findings.require(Double.isFinite(feature.getMax()), field + ".max", "must be finite");
    double range = feature.getMax() - feature.getMin();
    findings.require(
        Double.isNaN(range) || range > 0 && range <= Double.MAX_VALUE,
        field + ".max",
        "must be above min, by a finite range");
  }

  private void checkCrossed() {
    Set<Set<String>> seen = new HashSet<>();
    for (int i = 0; i < schema.getCrossedCount(); i++) {
      CrossedPair pair = schema.getCrossed(i);
      String field = "schema.crossed[" + i + "]";
      checkSide(pair.getFirst(), field + ".first");
      checkSide(pair.getSecond(), field + ".second");
      findings.require(
          !pair.getFirst().equals(pair.getSecond()), field + ".second", "must differ from first");
      findings.require(
          seen.add(new HashSet<>(List.of(pair.getFirst(), pair.getSecond()))),
          field,
          "must occur only once, in either order");
    }
  }

  private void checkSide(String name, String field) {
    FeatureSchema feature = byName.get(name);
    findings.require(
        feature != null && isCrossable(feature),
        field,
        "must be the name of a categorical, boolean or one-hot cyclic feature (an integer period up"
            + " to "
            + Limits.MAX_ONE_HOT_PERIOD
            + "), and not of one that is journal_only");
  }

  private static boolean isCrossable(FeatureSchema feature) {
    return VectorWidth.crossable(feature) > 0
        || feature.hasCategorical() && !feature.getJournalOnly();
  }
}

package dev.bandolier.server.campaign;

import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.FeatureSchema;

/** Fills what a context schema leaves out. */
final class SchemaDefaults {

  static final int MAX_VALUES = 16;
  static final int HARMONICS = 2;
  static final String TIME_ZONE = "UTC";

  private SchemaDefaults() {}

  static ContextSchema fill(ContextSchema schema) {
    ContextSchema.Builder filled = schema.toBuilder();
    filled.getFeaturesBuilderList().forEach(SchemaDefaults::fillFeature);
    if (schema.getTimeZone().isEmpty()) {
      filled.setTimeZone(TIME_ZONE);
    }
    return filled.build();
  }

  private static void fillFeature(FeatureSchema.Builder feature) {
    if (feature.hasCategorical() && feature.getCategorical().getMaxValues() == 0) {
      feature.getCategoricalBuilder().setMaxValues(MAX_VALUES);
    }
    if (feature.hasCyclic()) {
      feature.getCyclicBuilder().setHarmonics(harmonics(feature.getCyclic()));
    }
  }

  /** None where the period is one-hot, so that a number without effect is not a change. */
  private static int harmonics(CyclicFeature cyclic) {
    if (VectorWidth.oneHot(cyclic)) {
      return 0;
    }
    return cyclic.getHarmonics() == 0 ? HARMONICS : cyclic.getHarmonics();
  }
}

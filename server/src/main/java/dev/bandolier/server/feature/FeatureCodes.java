package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.VectorWidth;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.FeatureSchema;

/** The code of each kind of feature. */
final class FeatureCodes {
  private FeatureCodes() {}

  static FeatureCode of(FeatureSchema feature) {
    String name = feature.getName();
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> new CategoricalCode(name, Vocabulary.of(feature.getCategorical()));
      case CYCLIC -> cyclic(name, feature.getCyclic());
      case NUMERIC ->
          new NumericCode(name, feature.getNumeric().getMin(), feature.getNumeric().getMax());
      case BOOLEAN -> new BooleanCode(name);
      case KIND_NOT_SET -> throw new IllegalArgumentException(name + " has no kind");
    };
  }

  private static FeatureCode cyclic(String name, CyclicFeature cyclic) {
    return VectorWidth.oneHot(cyclic)
        ? new OneHotCode(name, (int) cyclic.getPeriod())
        : new HarmonicCode(name, cyclic.getPeriod(), cyclic.getHarmonics());
  }
}

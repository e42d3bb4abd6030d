package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/** The value, clipped and scaled to [0, 1]; a second entry says that it is missing. */
record NumericCode(String name, double min, double max) implements FeatureCode {

  @Override
  public void encode(ContextValues values, int feature, int offset, SparseVector out) {
    if (values.isMissing(feature)) {
      out.add(offset + 1, 1);
    } else {
      double clipped = Math.max(min, Math.min(max, values.number(feature)));
      out.add(offset, (clipped - min) / (max - min));
    }
  }

  @Override
  public String entry(int entry) {
    return entry == 0 ? name : name + "=(missing)";
  }
}

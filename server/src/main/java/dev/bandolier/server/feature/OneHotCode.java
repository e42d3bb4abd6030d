package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/** One entry per whole step of a period up to 48; the value is floored; none where missing. */
record OneHotCode(String name, int period) implements FeatureCode {

  @Override
  public void encode(ContextValues values, int feature, int offset, SparseVector out) {
    int index = index(values, feature);
    if (index >= 0) {
      out.add(offset + index, 1);
    }
  }

  @Override
  public int index(ContextValues values, int feature) {
    if (values.isMissing(feature)) {
      return -1;
    }
    int remainder = (int) (Math.floor(values.number(feature)) % period);
    return remainder < 0 ? remainder + period : remainder;
  }

  @Override
  public String entry(int entry) {
    return name + "=" + entry;
  }
}

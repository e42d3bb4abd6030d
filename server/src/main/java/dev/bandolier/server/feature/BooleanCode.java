package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/** 1 where true; a second entry says that it is missing. Crossed, false is an index too. */
record BooleanCode(String name) implements FeatureCode {

  @Override
  public void encode(ContextValues values, int feature, int offset, SparseVector out) {
    if (values.isMissing(feature)) {
      out.add(offset + 1, 1);
    } else if (values.flag(feature)) {
      out.add(offset, 1);
    }
  }

  @Override
  public int index(ContextValues values, int feature) {
    if (values.isMissing(feature)) {
      return -1;
    }
    return values.flag(feature) ? 1 : 0;
  }

  @Override
  public String entry(int entry) {
    return entry == 0 ? name : name + "=(missing)";
  }

  @Override
  public String indexName(int index) {
    return name + "=" + (index == 1);
  }
}

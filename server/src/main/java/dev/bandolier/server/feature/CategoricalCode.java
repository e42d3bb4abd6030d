package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/** One-hot over the vocabulary, one entry more for all other values, none where missing. */
record CategoricalCode(String name, Vocabulary vocabulary) implements FeatureCode {

  @Override
  public void encode(ContextValues values, int feature, int offset, SparseVector out) {
    int index = index(values, feature);
    if (index >= 0) {
      out.add(offset + index, 1);
    }
  }

  @Override
  public int index(ContextValues values, int feature) {
    return values.isMissing(feature) ? -1 : vocabulary.index(values.category(feature));
  }

  @Override
  public String entry(int entry) {
    return name + "=" + vocabulary.value(entry);
  }
}

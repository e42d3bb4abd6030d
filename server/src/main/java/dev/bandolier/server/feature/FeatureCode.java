package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/** How one feature becomes entries of a vector. Immutable. */
interface FeatureCode {

  /** Appends the feature's entries, the first at the offset. */
  void encode(ContextValues values, int feature, int offset, SparseVector out);

  /** The feature's index in a crossed pair; -1 where it is missing. */
  default int index(ContextValues values, int feature) {
    throw new UnsupportedOperationException("not crossable");
  }

  /** The name of an entry, counted from the feature's offset. */
  String entry(int entry);

  /** The name of an index in a crossed pair. */
  default String indexName(int index) {
    return entry(index);
  }
}

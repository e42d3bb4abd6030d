package dev.bandolier.server.feature;

import dev.bandolier.server.model.SparseVector;

/**
 * The first terms of a Fourier series: entries 2k and 2k + 1 are sin and cos of 2π(k + 1)x / period;
 * none where missing. {@code StrictMath}, so that every machine encodes the same bits.
 */
record HarmonicCode(String name, double period, int harmonics) implements FeatureCode {

  @Override
  public void encode(ContextValues values, int feature, int offset, SparseVector out) {
    if (values.isMissing(feature)) {
      return;
    }
    double turn = 2 * Math.PI * (values.number(feature) % period / period);
    for (int k = 0; k < harmonics; k++) {
      out.add(offset + 2 * k, StrictMath.sin((k + 1) * turn));
      out.add(offset + 2 * k + 1, StrictMath.cos((k + 1) * turn));
    }
  }

  @Override
  public String entry(int entry) {
    return name + (entry % 2 == 0 ? ".sin" : ".cos") + (entry / 2 + 1);
  }
}

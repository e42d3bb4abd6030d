package dev.bandolier.server.evaluate;

import dev.bandolier.server.model.SparseVector;
import java.util.Arrays;

/**
 * The mean of vectors: what an arm yields on average over contexts is what it yields in their mean, since it is linear. One thread.
 */
public final class MeanContext {

  private double[] sums = new double[16];
  private long count;

  /** Makes one of no vectors. */
  public MeanContext() {}

  /** Takes one entry of the next vector in. */
  public void add(int index, double value) {
    if (index >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(index + 1, 2 * sums.length));
    }
    sums[index] += value;
  }

  /** The vector is complete. */
  public void next() {
    count++;
  }

  /** How many vectors there were. */
  public long count() {
    return count;
  }

  /** Their mean; that of the intercept alone without any. */
  public SparseVector mean() {
    SparseVector mean = new SparseVector(sums.length);
    for (int i = 1; i < sums.length; i++) {
      mean.add(i, count == 0 ? 0.0 : sums[i] / (double) count);
    }
    return mean;
  }
}

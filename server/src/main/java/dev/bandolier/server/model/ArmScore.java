package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * What an arm's posterior says about a context, read where it lies.
 *
 * <p>With P = A⁻¹, the slot's mean reward r̄ as the intercept's prior mean, and x₀ = 1, the estimate
 * is θ = P(b + λ·r̄·e₀), so
 *
 * <pre>
 *   mean     = x·Pb + λ·r̄·Σᵢ xᵢP[i, 0]
 *   variance = Σᵢ xᵢ(xᵢP[i, i] + 2 Σ_{j&lt;i} xⱼP[i, j])       (in units of the noise's variance)
 * </pre>
 *
 * <p>Since P is symmetric, m non-zeros cost m(m + 1)/2 reads of P and m of θ, whatever d is; P[i, 0] is
 * among them. An entry of x beyond the arm's dimension is scored as the prior, which is what the arm
 * will say once it is extended.
 *
 * <p>Meant for a reader inside {@link TwinBlock}'s protocol: whatever the memory holds, it ends, and
 * yields numbers or false.
 */
public final class ArmScore {
  private ArmScore() {}

  /**
   * Scores one arm.
   *
   * @param payload of an arm's posterior
   * @param payloadWords how many words may be read there
   * @param priorMean r̄
   * @param mean receives the mean at index {@code at}
   * @param variance receives the variance, at least 0, at index {@code at}
   * @return false if no posterior of that size lies there, as a reader may find that was overtaken
   */
  public static boolean score(
      Memory memory,
      int payload,
      int payloadWords,
      SparseVector x,
      double priorMean,
      double[] mean,
      double[] variance,
      int at) {
    long d = memory.getLong(payload + ArmLayout.DIMENSION);
    if (!fits(d, payloadWords)) {
      return false;
    }
    double prior = memory.getDouble(payload + ArmLayout.PRIOR);
    int theta = ArmLayout.theta(payload);
    int inverse = ArmLayout.inverse(payload, (int) d);
    double sum = 0.0;
    double square = 0.0;
    double intercept = 0.0;
    for (int i = 0; i < x.size; i++) {
      double value = x.values[i];
      if (x.indices[i] >= d) {
        square += value * value / prior;
        continue;
      }
      int row = inverse + triangle(x.indices[i]);
      intercept += value * memory.getDouble(row);
      sum += value * memory.getDouble(theta + x.indices[i]);
      square += value * rowTerm(memory, row, x, i);
    }
    mean[at] = sum + prior * priorMean * intercept;
    variance[at] = Math.max(0.0, square);
    return true;
  }

  private static boolean fits(long d, int payloadWords) {
    return d >= 1
        && d < payloadWords
        && d * d < payloadWords
        && ArmLayout.words((int) d) <= payloadWords;
  }

  private static double rowTerm(Memory memory, int row, SparseVector x, int i) {
    double left = 0.0;
    for (int j = 0; j < i; j++) {
      left += x.values[j] * memory.getDouble(row + x.indices[j]);
    }
    return x.values[i] * memory.getDouble(row + x.indices[i]) + 2.0 * left;
  }
}

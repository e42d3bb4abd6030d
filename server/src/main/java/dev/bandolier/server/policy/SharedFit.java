package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * The posterior of what the arms of one slot share in one decision, if arms are believed to differ less beyond their features than
 * their prior says: with gλ in λ's place for the intercept's deviation from what the features say. With s
 * = V/λ, D = 1 + (g − 1)(1 − s), and V, the mean, the pull and the variance as they are for λ (see {@link HybridThompson}), it is
 *
 * <pre>
 *   V′ = gV/D,   pull′ = g·pull/D,   b₀′ = Σ fₐ·(λθₐ[0] − r̄V)·g/D
 *   mean′ = mean − pull·(g − 1)/D·(θ[0] − r̄s) + pull′·fᵀδ
 *   variance′ = variance − (g − 1)·pull²/(λD)        (in units of the noise's variance)
 * </pre>
 *
 * <p>by Sherman and Morrison, so that no posterior has to be inverted again. Working memory of one thread.
 */
final class SharedFit {
  private static final double PRIOR = 1.0;

  private final double scale;
  private int size;
  private double[] factor = {};
  private double[] centre = {};

  /** The logarithm of how probable what was seen is, up to a constant that all fits of a decision have in common. */
  private double evidence;

  /**
   * For one belief.
   *
   * @param scale g, at least 1; 1: the prior that is stated
   */
  SharedFit(double scale) {
    this.scale = scale;
  }

  /** Makes room for that many features. */
  void resize(int features) {
    size = features;
    if (centre.length < size) {
      factor = new double[size * size];
      centre = new double[size];
    }
  }

  double evidence() {
    return evidence;
  }

  /**
   * Computes δ's posterior and the evidence.
   *
   * @param noise σ̂, above 0 where the evidence is to be used
   */
  void fit(Shared of, int count, double noise) {
    Arrays.fill(factor, 0, size * size, 0.0);
    Arrays.fill(centre, 0, size, 0.0);
    for (int i = 0; i < size; i++) {
      factor[i * size + i] = PRIOR;
    }
    double logs = 0.0;
    double loss = 0.0;
    for (int arm = 0; arm < count; arm++) {
      double ratio = scale / spread(of, arm);
      double knowledge = ratio * of.knowledge[arm];
      double seen = ratio * of.seen(arm);
      add(of, arm, knowledge, seen);
      logs += StrictMath.log(ratio);
      loss += knowledge > 0.0 ? seen * seen / knowledge : 0.0;
    }
    decompose();
    solveLower(centre);
    evidence = 0.5 * logs;
    for (int i = 0; i < size; i++) {
      loss -= centre[i] * centre[i];
      evidence -= StrictMath.log(factor[i * size + i]);
    }
    evidence -= 0.5 * loss / (noise * noise);
    solveUpper(centre);
  }

  private void add(Shared of, int arm, double knowledge, double seen) {
    for (int i = 0; i < size; i++) {
      double feature = of.feature(arm, i);
      centre[i] += feature * seen;
      for (int j = 0; j <= i; j++) {
        factor[i * size + j] += feature * of.feature(arm, j) * knowledge;
      }
    }
  }

  /** D. */
  private double spread(Shared of, int arm) {
    return 1.0 + (scale - 1.0) * (1.0 - of.knowledge[arm] / of.prior[arm]);
  }

  /** δ: its mean, and a deviation that is made of normal numbers. */
  void draw(double[] normals, int from, double width, double[] delta) {
    System.arraycopy(normals, from, delta, 0, size);
    solveUpper(delta);
    for (int i = 0; i < size; i++) {
      delta[i] = centre[i] + width * delta[i];
    }
  }

  /** The mean of δ. */
  double[] centre() {
    return centre;
  }

  /** An arm's mean, given δ. */
  double mean(Shared of, int arm, double[] delta) {
    double worth = 0.0;
    for (int i = 0; i < size; i++) {
      worth += of.feature(arm, i) * delta[i];
    }
    double back = (scale - 1.0) * of.seen(arm) / of.prior[arm];
    return of.mean(arm) + of.pull[arm] * (scale * worth - back) / spread(of, arm);
  }

  /** An arm's variance, given δ, as a share of what it is by the stated prior. */
  double narrowing(Shared of, int arm) {
    double pull = of.pull[arm];
    double off = (scale - 1.0) * pull * pull / (of.prior[arm] * spread(of, arm));
    return off == 0.0 ? 1.0 : Math.max(0.0, 1.0 - off / of.variance[arm]);
  }

  /** A₀ = LLᵀ in place, in one order: the same bits everywhere. Its least eigenvalue is 1 at least. */
  private void decompose() {
    for (int j = 0; j < size; j++) {
      for (int i = j; i < size; i++) {
        double sum = factor[i * size + j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i * size + k] * factor[j * size + k];
        }
        factor[i * size + j] = i == j ? Math.sqrt(sum) : sum / factor[j * size + j];
      }
    }
  }

  private void solveLower(double[] v) {
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        v[i] -= factor[i * size + k] * v[k];
      }
      v[i] /= factor[i * size + i];
    }
  }

  private void solveUpper(double[] v) {
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        v[i] -= factor[k * size + i] * v[k];
      }
      v[i] /= factor[i * size + i];
    }
  }
}

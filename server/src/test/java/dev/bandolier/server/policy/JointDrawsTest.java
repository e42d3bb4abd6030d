package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.SparseVector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

/** {@link HybridThompson}'s draws of what three arms share, against a regression of everything at once; fixed seeds. */
final class JointDrawsTest {
  private static final int ARMS = 3;
  private static final int DIMENSION = 2;
  private static final int SHARED = 3;
  private static final int DECISIONS = 2_000;
  private static final int DRAWS = 400_000;
  private static final int TOLD = 60;
  private static final double PRIOR = 30;
  private static final double ALPHA = 0.6;
  private static final double[][] FEATURES = {{1, 0.8}, {0.7, -0.2}, {-0.5, 1}};

  private final SplittableRandom random = new SplittableRandom(81);
  private final KeyedGenerator keyed = new KeyedGenerator();
  private final Estimates estimates = new Estimates();
  private final Policy policy = new HybridThompson(ALPHA, 1);
  private final Slot slot = new Slot(ARMS, DIMENSION, PRIOR);
  private final SparseVector now = vector(0.5);

  /** Of δ first, then of what is each arm's own, with rewards above the slot's mean r̄. */
  private SimpleMatrix precision = prior();

  private SimpleMatrix moment = new SimpleMatrix(SHARED + ARMS * DIMENSION, 1);
  private double noise;

  /** Rewards of 0 and 1, whose noise² is p̂(1 − p̂): three fifths of the first arm's are 1, a fifth of the second's; the last has none. */
  private void learn() {
    double rewards = 0;
    for (int i = 0; i < TOLD; i++) {
      rewards += reward(i);
    }
    double mean = rewards / TOLD;
    double rate = (rewards + 1) / (TOLD + 2);
    noise = Math.sqrt(rate * (1 - rate));
    for (int i = 0; i < TOLD; i++) {
      int arm = i % 3 / 2;
      double feature = random.nextDouble(-1, 1);
      slot.learn(arm, vector(feature), reward(i));
      SimpleMatrix row = row(arm, feature);
      precision = precision.plus(row.mult(row.transpose()));
      moment = moment.plus(row.scale(reward(i) - mean));
    }
  }

  private static double reward(int i) {
    return i % 5 < (i % 3 < 2 ? 3 : 1) ? 1 : 0;
  }

  private static SimpleMatrix prior() {
    SimpleMatrix prior = SimpleMatrix.identity(SHARED + ARMS * DIMENSION);
    for (int i = SHARED; i < SHARED + ARMS * DIMENSION; i++) {
      prior.set(i, i, PRIOR);
    }
    return prior;
  }

  private static SparseVector vector(double feature) {
    SparseVector x = new SparseVector(DIMENSION);
    x.add(1, feature);
    return x;
  }

  private static SimpleMatrix row(int arm, double feature) {
    SimpleMatrix row = new SimpleMatrix(SHARED + ARMS * DIMENSION, 1);
    row.set(0, 0, FEATURES[arm][0]);
    row.set(1, 0, FEATURES[arm][1]);
    row.set(2, 0, 1);
    row.set(SHARED + arm * DIMENSION, 0, 1);
    row.set(SHARED + arm * DIMENSION + 1, 0, feature);
    return row;
  }

  /**
   * Of the pmfs' mean the standard error over ids is measured, of the counts it is that of coins; 4.9 of both together are left in
   * 10⁻⁶ of all seeds, 3·10⁻⁶ by one of the three arms. 10⁻⁴ is the integral's. A pmf is the mean of {@link HybridThompson#DRAWS}
   * independent numbers between 0 and 1, of mean p, so its variance is at most p(1 − p) divided by their number; here about half of that.
   */
  @Test
  void theMeanPmf_isThatOfDrawsFromTheJointPosterior() {
    learn();
    double[] sum = new double[ARMS];
    double[] squares = new double[ARMS];
    for (int i = 0; i < DECISIONS; i++) {
      double[] pmf = pmf("d" + i, 0);
      for (int arm = 0; arm < ARMS; arm++) {
        sum[arm] += pmf[arm];
        squares[arm] += pmf[arm] * pmf[arm];
      }
    }
    double[] drawn = jointPmf();
    for (int arm = 0; arm < ARMS; arm++) {
      double found = sum[arm] / DECISIONS;
      double between = squares[arm] / DECISIONS - found * found;
      double coin = drawn[arm] * (1 - drawn[arm]);
      double error = Math.sqrt(between / DECISIONS + coin / DRAWS);
      assertEquals(drawn[arm], found, 4.9 * error + 1e-4, "arm " + arm);
      assertTrue(between <= coin / HybridThompson.DRAWS, "arm " + arm + " varies by " + between);
    }
  }

  @Test
  void anotherDecisionOrSlot_hasAnotherPmf_andTheSameOneTheSameBits() {
    learn();
    double[] first = pmf("a", 0);
    double[] other = pmf("b", 0);
    assertArrayEquals(first, pmf("a", 0));
    assertArrayEquals(other, pmf("b", 0));
    assertFalse(Arrays.equals(first, other));
    assertFalse(Arrays.equals(first, pmf("a", 1)));
  }

  private double[] pmf(String id, int number) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    keyed.reset(1, 2, bytes, 0, bytes.length);
    estimates.shared.begin(FEATURES, new int[] {0, 1, 2}, ARMS);
    estimates.shared.fill(keyed, number);
    slot.score(new ArmScorer(), now, estimates);
    double[] pmf = new double[ARMS];
    policy.probabilities(estimates, pmf);
    return pmf;
  }

  /** How often each arm is the best of draws from N(μ, α²Σ) of the arms' means. */
  private double[] jointPmf() {
    SimpleMatrix rows = new SimpleMatrix(ARMS, SHARED + ARMS * DIMENSION);
    for (int arm = 0; arm < ARMS; arm++) {
      rows.setRow(arm, row(arm, now.value(1)).transpose());
    }
    SimpleMatrix inverse = precision.invert();
    SimpleMatrix centre = rows.mult(inverse).mult(moment);
    SimpleMatrix factor = factor(rows.mult(inverse).mult(rows.transpose()));
    double[] pmf = new double[ARMS];
    for (int i = 0; i < DRAWS; i++) {
      pmf[best(centre, factor)] += 1.0 / DRAWS;
    }
    return pmf;
  }

  private int best(SimpleMatrix centre, SimpleMatrix factor) {
    double[] normal = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int arm = 0; arm < ARMS; arm++) {
      double value = centre.get(arm, 0);
      for (int i = 0; i <= arm; i++) {
        value += ALPHA * noise * factor.get(arm, i) * normal[i];
      }
      best = value > most ? arm : best;
      most = Math.max(most, value);
    }
    return best;
  }

  /** L with LLᵀ = Σ. */
  private static SimpleMatrix factor(SimpleMatrix covariance) {
    SimpleMatrix factor = new SimpleMatrix(ARMS, ARMS);
    for (int i = 0; i < ARMS; i++) {
      for (int j = 0; j <= i; j++) {
        double left = covariance.get(i, j);
        for (int k = 0; k < j; k++) {
          left -= factor.get(i, k) * factor.get(j, k);
        }
        factor.set(i, j, i == j ? Math.sqrt(left) : left / factor.get(j, j));
      }
    }
    return factor;
  }
}

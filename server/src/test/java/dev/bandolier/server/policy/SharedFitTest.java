package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bandolier.server.model.SparseVector;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

/** Against regressions whose intercepts have a prior of their own, solved directly. */
final class SharedFitTest {
  private static final int DIMENSION = 3;
  private static final int ARMS = 4;
  private static final double SCALE = 16;
  private static final double[][] FEATURES = {{0.2}, {0.9}, {0.4}, {0.7}};

  private final SplittableRandom random = new SplittableRandom(5);
  private final Slot slot = new Slot(ARMS, DIMENSION);
  private final SimpleMatrix[] precision = new SimpleMatrix[ARMS];
  private final SimpleMatrix[] moment = new SimpleMatrix[ARMS];
  private final Estimates estimates = new Estimates();
  private double rewards;
  private int seen;

  private Shared learned() {
    for (int arm = 0; arm < ARMS; arm++) {
      precision[arm] = SimpleMatrix.identity(DIMENSION);
      moment[arm] = new SimpleMatrix(DIMENSION, 1);
      for (int i = 0; i < 5 + 3 * arm; i++) {
        learn(arm, random.nextDouble(), random.nextDouble(), arm + random.nextDouble());
      }
    }
    estimates.shared.begin(FEATURES, new int[] {0, 1, 2, 3}, ARMS);
    slot.score(new ArmScorer(), vector(0.3, 0.6), estimates);
    estimates.shared.fit(estimates, 1);
    return estimates.shared;
  }

  private void learn(int arm, double first, double second, double reward) {
    SimpleMatrix x = column(first, second);
    precision[arm] = precision[arm].plus(x.mult(x.transpose()));
    moment[arm] = moment[arm].plus(x.scale(reward));
    slot.learn(arm, vector(first, second), reward);
    rewards += reward;
    seen++;
  }

  private static SparseVector vector(double first, double second) {
    SparseVector x = new SparseVector(DIMENSION);
    x.add(1, first);
    x.add(2, second);
    return x;
  }

  private static SimpleMatrix column(double first, double second) {
    return new SimpleMatrix(new double[][] {{1}, {first}, {second}});
  }

  private static SharedFit fitted(Shared shared, double scale, double noise) {
    SharedFit fit = new SharedFit(scale);
    fit.resize(2);
    fit.fit(shared, ARMS, noise);
    return fit;
  }

  @Test
  void anArm_givenWhatIsShared_isTheRegressionWithThatPriorOnItsIntercept() {
    Shared shared = learned();
    SharedFit fit = fitted(shared, SCALE, 1);
    double[] delta = {0.7, -0.2};
    for (int arm = 0; arm < ARMS; arm++) {
      double worth = rewards / seen + FEATURES[arm][0] * delta[0] + delta[1];
      SimpleMatrix intercept = new SimpleMatrix(DIMENSION, 1);
      intercept.set(0, 0, SCALE * worth);
      SimpleMatrix widened = precision[arm].copy();
      widened.set(0, 0, widened.get(0, 0) + SCALE - 1);
      SimpleMatrix x = column(0.3, 0.6);
      SimpleMatrix theta = widened.solve(moment[arm].plus(intercept));
      double variance = x.dot(widened.solve(x));
      assertEquals(x.dot(theta), fit.mean(shared, arm, delta), 1e-9);
      assertEquals(variance, shared.variance[arm] * fit.narrowing(shared, arm), 1e-9);
    }
  }

  /** What an arm says of its intercept is e ~ N(r̄ + fδ, σ²/V′): the density of all of them, δ being integrated out. */
  @Test
  void theEvidence_isTheDensityOfWhatTheArmsSay() {
    Shared shared = learned();
    double noise = 0.8;
    double expected = density(shared, SCALE, noise) - density(shared, 1, noise);
    double found = fitted(shared, SCALE, noise).evidence() - fitted(shared, 1, noise).evidence();
    assertEquals(expected, found, 1e-9);
  }

  private double density(Shared shared, double scale, double noise) {
    SimpleMatrix covariance = new SimpleMatrix(ARMS, ARMS);
    SimpleMatrix deviation = new SimpleMatrix(ARMS, 1);
    for (int i = 0; i < ARMS; i++) {
      double own = precision[i].invert().get(0, 0);
      double ofData = 1 / own - 1;
      deviation.set(i, 0, shared.seen(i) / shared.knowledge[i]);
      for (int j = 0; j < ARMS; j++) {
        covariance.set(i, j, FEATURES[i][0] * FEATURES[j][0] + 1);
      }
      covariance.set(i, i, covariance.get(i, i) + 1 / scale + 1 / ofData);
    }
    covariance = covariance.scale(noise * noise);
    double square = deviation.dot(covariance.solve(deviation));
    return -0.5 * (Math.log(covariance.determinant()) + square);
  }
}

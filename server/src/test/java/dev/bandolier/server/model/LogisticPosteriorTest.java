package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LogisticPosteriorTest {
  private static final int D = 5;
  private static final double PRIOR_LOGIT = -1.5;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Workspace work = new Workspace();
  private final Memory memory = Memory.allocate(ArmLayout.words(D));

  private record Seen(SparseVector x, double reward, float logit) {}

  private Seen observe(double[] truth) {
    SparseVector x = new SparseVector(D);
    for (int i = 1; i < D; i++) {
      x.add(i, random.nextInt(2));
    }
    double reward = random.nextDouble() < LogisticPosterior.chance(dot(truth, x)) ? 1 : 0;
    float logit = LogisticPosterior.expand(memory, 0, x, reward, PRIOR_LOGIT, 1, work);
    LogisticPosterior.observe(memory, 0, x, reward, logit, 1, work);
    return new Seen(x, reward, logit);
  }

  private static double dot(double[] theta, SparseVector x) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += theta[x.index(i)] * x.value(i);
    }
    return sum;
  }

  private double estimate(int i) {
    return ArmPosterior.coefficient(memory, 0, i)
        + PRIOR_LOGIT * ArmPosterior.covariance(memory, 0, i, 0);
  }

  @Test
  void onRewardAfterTheOther_comesCloseToWhatAllTogetherGive() {
    double[] truth = {-2, 1, -1, 0.5, 0};
    ArmPosterior.initialise(memory, 0, D, 1);
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      seen.add(observe(truth));
    }
    double[] mode = fit(seen);
    for (int i = 0; i < D; i++) {
      double width = Math.sqrt(ArmPosterior.covariance(memory, 0, i, i));
      assertEquals(mode[i], estimate(i), 0.5 * width, "coefficient " + i);
    }
    assertEquals(3000, ArmPosterior.weight(memory, 0));
    assertEquals(
        seen.stream().mapToDouble(Seen::reward).sum(), ArmPosterior.rewardSum(memory, 0), 1e-9);
  }

  /** The posterior's mode by Newton's method over all rewards. */
  private static double[] fit(List<Seen> seen) {
    double[] theta = new double[D];
    theta[0] = PRIOR_LOGIT;
    for (int step = 0; step < 30; step++) {
      double[][] hessian = new double[D][D];
      double[] gradient = new double[D];
      for (int i = 0; i < D; i++) {
        hessian[i][i] = 1;
        gradient[i] = (i == 0 ? PRIOR_LOGIT : 0) - theta[i];
      }
      for (Seen each : seen) {
        add(each, theta, hessian, gradient);
      }
      double[] move = PlainRegression.solve(hessian, gradient);
      for (int i = 0; i < D; i++) {
        theta[i] += move[i];
      }
    }
    return theta;
  }

  private static void add(Seen each, double[] theta, double[][] hessian, double[] gradient) {
    double p = LogisticPosterior.chance(dot(theta, each.x));
    for (int i = 0; i < each.x.size(); i++) {
      int row = each.x.index(i);
      gradient[row] += each.x.value(i) * (each.reward - p);
      for (int j = 0; j < each.x.size(); j++) {
        hessian[row][each.x.index(j)] += each.x.value(i) * each.x.value(j) * p * (1 - p);
      }
    }
  }

  @Test
  void whatWasLearned_takenBackInAnyOrder_leavesThePrior() {
    double[] truth = {-3, 2, 0, 1, -1};
    ArmPosterior.initialise(memory, 0, D, 0.5);
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      seen.add(observe(truth));
    }
    while (!seen.isEmpty()) {
      Seen each = seen.remove(random.nextInt(seen.size()));
      LogisticPosterior.forget(memory, 0, each.x, each.reward, each.logit, 1, work);
    }
    for (int i = 0; i < D; i++) {
      assertEquals(0, ArmPosterior.coefficient(memory, 0, i), 1e-8);
      assertEquals(2, ArmPosterior.covariance(memory, 0, i, i), 1e-8);
    }
    assertEquals(0, ArmPosterior.weight(memory, 0), 1e-9);
  }

  @Test
  void oneReward_isExpandedAtTheModeOfItsPosterior_howeverWideThePriorIs() {
    for (double prior : new double[] {1e-6, 1e-3, 1, 1e6}) {
      ArmPosterior.initialise(memory, 0, D, prior);
      SparseVector x = new SparseVector(D);
      for (int reward = 0; reward <= 1; reward++) {
        double m = LogisticPosterior.expand(memory, 0, x, reward, PRIOR_LOGIT, 1, work);
        double right = PRIOR_LOGIT + (reward - LogisticPosterior.chance(m)) / prior;
        assertTrue(Math.abs(m - right) < 1e-3 / Math.min(1, prior) + 1e-6, m + " for " + right);
      }
    }
  }
}

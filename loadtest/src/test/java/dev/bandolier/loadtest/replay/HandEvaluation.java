package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The estimators written down once more, plainly: arrays, a ridge regression an arm solved by elimination, and no streaming. For a log in which all
 * K arms had the probability 1/K, and a policy with the same probabilities in every context.
 */
final class HandEvaluation {
  private final List<double[]> contexts = new ArrayList<>();
  private final List<Integer> arms = new ArrayList<>();
  private final List<Double> rewards = new ArrayList<>();
  private final double[] target;
  private final int count;

  /** What the estimators say, by their names, and {@code ess} and {@code max_weight} of ips. */
  final Map<String, Double> found = new HashMap<>();

  HandEvaluation(LoggedProblem problem, double[] target) {
    this.target = target;
    this.count = target.length;
    Map<String, Integer> entries = new HashMap<>();
    List<List<Integer>> rows = new ArrayList<>();
    for (int row = 0; row < problem.rounds(); row++) {
      List<Integer> ones = new ArrayList<>();
      for (ContextValue value : problem.features().read(row)) {
        ones.add(entries.computeIfAbsent(value.toString(), fresh -> entries.size() + 1));
      }
      rows.add(ones);
      arms.add(problem.action(row));
      rewards.add(problem.reward(row));
    }
    for (List<Integer> ones : rows) {
      double[] x = new double[entries.size() + 1];
      x[0] = 1;
      ones.forEach(i -> x[i] = 1);
      contexts.add(x);
    }
    compute();
  }

  private void compute() {
    int n = contexts.size();
    double[] weight = new double[n];
    double[] model = new double[n];
    double[] correction = new double[n];
    Ridge[] ridges = new Ridge[count];
    double seen = 0;
    for (int arm = 0; arm < count; arm++) {
      ridges[arm] = new Ridge(contexts.get(0).length);
    }
    for (int row = 0; row < n; row++) {
      double mean = row == 0 ? 0 : seen / row;
      int arm = arms.get(row);
      weight[row] = target[arm] * count;
      for (int each = 0; each < count; each++) {
        model[row] += target[each] * ridges[each].predict(contexts.get(row), mean);
      }
      double own = ridges[arm].predict(contexts.get(row), mean);
      correction[row] = weight[row] * (rewards.get(row) - own);
      ridges[arm].learn(contexts.get(row), rewards.get(row));
      seen += rewards.get(row);
    }
    tell(n, weight, model, correction);
  }

  private void tell(int n, double[] weight, double[] model, double[] correction) {
    double sum = 0;
    double squares = 0;
    double earned = 0;
    double direct = 0;
    double robust = 0;
    double largest = 0;
    for (int row = 0; row < n; row++) {
      sum += weight[row];
      squares += weight[row] * weight[row];
      earned += weight[row] * rewards.get(row);
      direct += model[row];
      robust += model[row] + correction[row];
      largest = Math.max(largest, weight[row]);
    }
    found.put("ips", earned / n);
    found.put("snips", earned / sum);
    found.put("dm", direct / n);
    found.put("dr", robust / n);
    found.put("switch_dr", switched(n, weight, model, correction));
    found.put("ess", sum * sum / squares);
    found.put("max_weight", largest);
  }

  /** The best of τ = 1, 2, 4 ... 32768 and ∞ by variance/n + bias², the smaller one where two are alike. */
  private double switched(int n, double[] weight, double[] model, double[] correction) {
    double best = Double.POSITIVE_INFINITY;
    double value = Double.NaN;
    for (int power = 16; power >= 0; power--) {
      double limit = power == 16 ? Double.POSITIVE_INFINITY : Math.pow(2, power);
      double mean = 0;
      double beyond = 0;
      for (int row = 0; row < n; row++) {
        mean += (model[row] + (weight[row] <= limit ? correction[row] : 0)) / n;
      }
      double variance = 0;
      for (int row = 0; row < n; row++) {
        double each = model[row] + (weight[row] <= limit ? correction[row] : 0);
        variance += (each - mean) * (each - mean) / (n - 1);
      }
      for (double q : target) {
        beyond += q * count > limit ? q : 0;
      }
      double risk = variance / n + beyond * beyond;
      if (risk <= best * (1 + 1e-12)) {
        best = risk;
        value = mean;
      }
    }
    return value;
  }

  /** A = I + Σxxᵀ, b = Σrx; predictions kept within 0 and 1. */
  private static final class Ridge {
    private final double[][] precision;
    private final double[] moment;

    Ridge(int dimension) {
      precision = new double[dimension][dimension];
      moment = new double[dimension];
      for (int i = 0; i < dimension; i++) {
        precision[i][i] = 1;
      }
    }

    double predict(double[] x, double priorMean) {
      double[] right = moment.clone();
      right[0] += priorMean;
      double[] theta = solve(right);
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i] * theta[i];
      }
      return Math.max(0, Math.min(1, sum));
    }

    private double[] solve(double[] right) {
      int d = right.length;
      double[][] a = new double[d][];
      for (int i = 0; i < d; i++) {
        a[i] = precision[i].clone();
      }
      for (int i = 0; i < d; i++) {
        for (int j = i + 1; j < d; j++) {
          double factor = a[j][i] / a[i][i];
          for (int k = i; factor != 0 && k < d; k++) {
            a[j][k] -= factor * a[i][k];
          }
          right[j] -= factor * right[i];
        }
      }
      for (int i = d - 1; i >= 0; i--) {
        for (int k = i + 1; k < d; k++) {
          right[i] -= a[i][k] * right[k];
        }
        right[i] /= a[i][i];
      }
      return right;
    }

    void learn(double[] x, double reward) {
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x.length; j++) {
          precision[i][j] += x[i] * x[j];
        }
        moment[i] += reward * x[i];
      }
    }
  }
}

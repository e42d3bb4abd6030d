package dev.bandolier.server.model;

import java.util.ArrayList;
import java.util.List;

/** The same regression, solved afresh from a list of observations: the model that tests trust. */
final class PlainRegression {
  private static final class Row {
    final double[] x;
    final double reward;
    double weight;

    Row(double[] x, double reward, double weight) {
      this.x = x;
      this.reward = reward;
      this.weight = weight;
    }
  }

  private final int dimension;
  private final double prior;
  private final List<Row> rows = new ArrayList<>();

  PlainRegression(int dimension, double prior) {
    this.dimension = dimension;
    this.prior = prior;
  }

  void add(SparseVector x, double reward, double weight) {
    rows.add(new Row(dense(x), reward, weight));
  }

  void remove(int i) {
    rows.remove(i);
  }

  void decay(double keep) {
    for (Row row : rows) {
      row.weight *= keep;
    }
  }

  double[] dense(SparseVector x) {
    double[] v = new double[dimension];
    for (int i = 0; i < x.size(); i++) {
      v[x.index(i)] = x.value(i);
    }
    return v;
  }

  double[][] precision() {
    double[][] a = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      a[i][i] = prior;
    }
    for (Row row : rows) {
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j < dimension; j++) {
          a[i][j] += row.weight * row.x[i] * row.x[j];
        }
      }
    }
    return a;
  }

  double[] coefficients(double priorMean) {
    double[] b = new double[dimension];
    b[0] = prior * priorMean;
    for (Row row : rows) {
      for (int i = 0; i < dimension; i++) {
        b[i] += row.weight * row.reward * row.x[i];
      }
    }
    return solve(precision(), b);
  }

  double penalisedLoss(double priorMean) {
    double[] theta = coefficients(priorMean);
    double loss = 0;
    for (Row row : rows) {
      double error = row.reward - dot(row.x, theta);
      loss += row.weight * error * error;
    }
    for (int i = 0; i < dimension; i++) {
      double off = theta[i] - (i == 0 ? priorMean : 0);
      loss += prior * off * off;
    }
    return loss;
  }

  double variance(SparseVector x) {
    double[] v = dense(x);
    return dot(v, solve(precision(), v));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Gaussian elimination with partial pivoting. */
  static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = java.util.Arrays.copyOf(matrix[i], n + 1);
      a[i][n] = right[i];
    }
    for (int k = 0; k < n; k++) {
      pivot(a, k);
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j <= n; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      x[i] = a[i][n];
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    return x;
  }

  private static void pivot(double[][] a, int k) {
    int best = k;
    for (int i = k + 1; i < a.length; i++) {
      if (Math.abs(a[i][k]) > Math.abs(a[best][k])) {
        best = i;
      }
    }
    double[] row = a[k];
    a[k] = a[best];
    a[best] = row;
  }
}

package dev.bandolier.server.evaluate;

import java.util.Arrays;

/**
 * One logged decision as estimators see it: weights, predictions and rewards by part (a part is one position of one
 * slot). With one part, also what they would have been for every arm. Working memory of one thread.
 *
 * <p>Let w be a part's weight q(a)/p(a), W the product over all parts, r the mean of the parts' rewards, r̂ their
 * predictions and V̂ their predicted values Σₐ q(a)·r̂(a), the latter times the weights of the parts that it is conditional on.
 */
final class WeighedRow {

  /** How many parts count. */
  int parts;

  double[] weight = new double[4];
  double[] reward = new double[4];

  /** r̂ of the chosen arm. */
  double[] predicted = new double[4];

  /** Σₐ q(a)·r̂(a). */
  double[] expected = new double[4];

  /** The slot's ordinal; parts of one slot follow one another. */
  int[] slot = new int[4];

  /** Whether the part's context holds what earlier parts have chosen. */
  boolean[] conditional = new boolean[4];

  /** How many arms the only part has; 0 where there are several, or their probabilities are not known. */
  int arms;

  /** Which of them was chosen. */
  int chosen;

  /** Their weights q/p, target probabilities q and predictions r̂. */
  double[] armWeight = new double[16];

  double[] target = new double[16];
  double[] prediction = new double[16];

  /** Begins a row with that many parts, without known arms. */
  void begin(int newParts) {
    parts = newParts;
    arms = 0;
    if (weight.length < newParts) {
      weight = new double[newParts];
      reward = new double[newParts];
      predicted = new double[newParts];
      expected = new double[newParts];
      slot = new int[newParts];
      conditional = new boolean[newParts];
    }
  }

  /** Makes room for the only part's arms. */
  void beginArms(int count) {
    if (target.length < count) {
      armWeight = Arrays.copyOf(armWeight, count);
      target = Arrays.copyOf(target, count);
      prediction = Arrays.copyOf(prediction, count);
    }
    arms = count;
  }

  /** W. */
  double product() {
    double product = 1.0;
    for (int i = 0; i < parts; i++) {
      product *= weight[i];
    }
    return product;
  }

  /** r. */
  double meanReward() {
    return mean(reward);
  }

  /** r̂ of what was chosen. */
  double meanPredicted() {
    return mean(predicted);
  }

  private double mean(double[] values) {
    double sum = 0.0;
    for (int i = 0; i < parts; i++) {
      sum += values[i];
    }
    return sum / parts;
  }

  /** V̂: unbiased for what the policy's predictions are worth. */
  double meanExpected() {
    double before = 1.0;
    double sum = 0.0;
    for (int i = 0; i < parts; i++) {
      sum += (conditional[i] ? before : 1.0) * expected[i];
      before *= weight[i];
    }
    return sum / parts;
  }

  /** 1 + Σₛ(wₛ − 1), wₛ being the product over a slot's positions. */
  double slateWeight() {
    double total = 1.0;
    double ofSlot = 1.0;
    for (int i = 0; i < parts; i++) {
      ofSlot *= weight[i];
      if (i == parts - 1 || slot[i + 1] != slot[i]) {
        total += ofSlot - 1.0;
        ofSlot = 1.0;
      }
    }
    return total;
  }

  /** Whether there are several slots. */
  boolean isSlate() {
    return parts > 0 && slot[parts - 1] != slot[0];
  }
}

package dev.bandolier.server.evaluate;

/** What is to be known of importance weights: effective sample size and the largest. One thread. */
final class Weights {

  private double sum;
  private double squares;
  private double largest;

  void add(double weight) {
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
  }

  /** (Σw)²/Σw²; 0 where all are 0. */
  double effective() {
    return squares > 0.0 ? sum * sum / squares : 0.0;
  }

  double largest() {
    return largest;
  }
}
